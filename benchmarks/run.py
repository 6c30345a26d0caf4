"""How long does `tco run deepseek-640` take, beside importing the libraries that it needs?"""

from benchmarks.measure import against, by_turns, python

START = "python -c 'import polars, pydantic, click'"


def main() -> int:
    """Print the ratio."""
    ways = {
        START: python("-c", "import polars, pydantic, click"),
        "tco run deepseek-640": python("-m", "tco", "run", "deepseek-640"),
    }
    against("run: a scenario of nine cases", by_turns(ways, 11), START)
    return 0
