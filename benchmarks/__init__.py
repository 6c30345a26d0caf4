"""How fast is it, against what it could be? Ratios measured in one run, never limits in a test.

python -m benchmarks            all
python -m benchmarks sweep      one: help, run, sweep or workbook
"""
