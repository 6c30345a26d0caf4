"""Actuals: what invoices, usage exports and meters say, set beside what was planned, line by line and month by month."""
