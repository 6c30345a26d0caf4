"""TPOT and TTFT of published measurements: the engine beside the peers that install from the package index, in one run.

python -m benchmarks.peers aiconfigurator=PYTHON berth=PYTHON genz=PYTHON

PYTHON is the interpreter of an environment in which that peer is installed. A peer that is not named, or that does not
start, is told and left out. The scripts beside this file run in those environments: they import nothing of this project.
"""
