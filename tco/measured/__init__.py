"""Measured throughput beside predicted: rows of benchmarks, the names in them, a prediction each, and the error.

row, file     what one measurement is, and how a file of them is read
formats       result files of benchmark programs, read as such rows
names         hardware, model, engine and precision by alias
plausible     what no machine can have done
predict       the rate or time that the engine's formulas give for a row
score         the error of a row, of a group, of many groups
breakdown     the same by metric, regime, device, model, engine or age
ranks         is the better device, the better TP degree, predicted to be the better one?
targets       the errors that this project has set out to stay under
"""
