"""Efficiencies fitted to measured rows: few numbers with a physical reading, within bounds, and checked on rows left out.

knobs     the rows of the efficiency table that may move, and which cases each moves
fit       least squares on log ratios, robust, with every group of rows of equal weight
folds     the same with whole groups left out, to tell what a fit is worth on rows it has not seen
table     the fitted table as a file of a workspace
"""
