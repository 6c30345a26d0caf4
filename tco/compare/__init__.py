"""Comparing: what is different between two runs, what caused it, and by how much, to the last cent.

Any two can be set side by side: a closed quarter and the one before it, a scenario and another, a case and another.
"""
