"""The ways that the sweep benchmark sets against each other give the same answer, on a grid small enough for a test."""

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
