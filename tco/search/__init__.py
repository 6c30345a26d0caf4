"""Which layout serves a model best? Every way to cut it over devices, held against memory and targets, and ranked."""
