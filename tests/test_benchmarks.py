"""What the benchmarks measure can be run, and the ways that they set against each other give the same answer."""

from benchmarks import review
from benchmarks import sweep as benchmark


def test_late_joining_every_row_in_full_and_numpy_by_hand_find_the_same_cases(monkeypatch):
    """The hand-written chain is the textbook's: where a formula changes, it has to follow."""
    small = {axis: values[:: max(1, len(values) // 3)] for axis, values in benchmark.AXES.items()}
    monkeypatch.setattr(benchmark, "AXES", small)
    asked = benchmark.grid(best=benchmark.BEST)
    found = asked.run()
    assert found[benchmark.BY].null_count() == 0
    assert benchmark.agree(found, benchmark.in_full(asked))
    assert benchmark.agree(found, benchmark.hand_written(asked, threads=2))


def test_the_review_is_of_twenty_cases_in_three_ways():
    """Axes within the ranges of the scenario it is taken from, over sixty months."""
    asked = review._review()
    assert (len(asked.cases), asked.periods) == (20, 60)
    assert {case.name.partition(" ")[0] for case in asked.cases} == {"own", "rent-3y", "api"}
