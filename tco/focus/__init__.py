"""FOCUS: the cost rows of a case in the FinOps Open Cost and Usage Specification, versions 1.2 and 1.4.

Facts of the specification (columns, null rules, allowed values, sums) are those of FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec,
tag v1.2, and of its Cost and Usage dataset for version 1.4, read 2026-11-24.
"""
