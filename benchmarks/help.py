"""How long does `tco --help` take, beside starting Python and importing click? Aim: at most 1.5 times."""

from benchmarks.measure import against, by_turns, python

START = "python -c 'import click'"


def main() -> int:
    """Print the ratio."""
    ways = {
        START: python("-c", "import click"),
        "tco --help": python("-m", "tco", "--help"),
        "import tco": python("-c", "import tco"),
    }
    against("help: starting the command line", by_turns(ways, 21), START)
    return 0
