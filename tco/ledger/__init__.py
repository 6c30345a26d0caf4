"""The ledger: quarters closed for good, with the inputs, the prices, the results and the version that made them.

One DuckDB file in a workspace. It only grows: a close is added whole or not at all, and each one carries a digest of
itself and of the close before it, so that a change made behind its back shows.
"""
