"""The sheet in its targets: numbers, polars, Excel, JavaScript, text and units.

Each module walks the same trees with one column of the table in `tco.primitives`.
"""
