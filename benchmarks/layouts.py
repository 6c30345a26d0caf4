"""How many layouts a second does a search evaluate, rank, and put on a front? A million of them on three devices.

All time terms, memory, verdict and cost of the calibrated sheet for every layout; machines are resolved beforehand, as a
search with other targets or another load would have to do again.
"""

from __future__ import annotations

from datetime import date

from benchmarks.measure import by_turns, machine, table
from tco.content import open_content
from tco.pricebook import PriceBook
from tco.scenario_file import SearchTable
from tco.search.ask import Answer, Ask, stated
from tco.search.front import per_machine
from tco.search.machines import machines
from tco.search.run import search
from tco.search.telling import best

DAY = date(2026, 11, 24)
OVER = {
    "choices": {"model": "llama-3.3-70b", "engine": "vllm", "rent": "median"},
    "inputs": {"prompt_tokens": 1000, "output_tokens": 500},
    "pins": {"tpot_target_seconds": "50 ms"},
}
BATCHES = [*range(1, 402)]  # x 84 layouts x 5 ways x 6 machines


def main() -> int:
    """Print the rates."""
    book = PriceBook(open_content())
    tried = SearchTable(
        devices=["h100-sxm", "h200-sxm", "b200-sxm"], precisions=["fp8", "nvfp4"], gpus=64, batch=BATCHES
    )
    ask = Ask(stated({"currency": "USD", "as_of": DAY}), tried, OVER)
    found = machines(ask.file, ask.case, ask.over, ask.kinds(book), book, ())
    answer = Answer(ask, search(found, ask.space, priced=True))
    times = by_turns({
        "resolve the six machines": lambda: machines(ask.file, ask.case, ask.over, ask.kinds(book), book, ()),
        "evaluate every layout": lambda: search(found, ask.space, priced=True),
        "rank those that serve": lambda: best(answer, 10),
        "front of each machine": lambda: per_machine(answer.searched.cases),
    }, 5)  # fmt: skip
    print(f"\n{machine()}\nlayouts: {answer.searched.count:,}, of which {answer.searched.feasible().height:,} serve")
    rows = [
        [n, f"{sorted(t)[2]:.2f} s", f"{min(t):.2f} s", f"{answer.searched.count / sorted(t)[2] / 1e6:,.1f}"]
        for n, t in times.items()
    ]
    table("a search", ["", "median", "fastest", "million layouts/s"], rows)
    return 0
