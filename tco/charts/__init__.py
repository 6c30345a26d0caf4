"""Charts: Vega-Altair specifications drawn to SVG without a browser, all in one theme.

Words, findings and numbers as text come from the caller.
"""
