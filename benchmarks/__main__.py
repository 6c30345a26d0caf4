"""Run the named benchmarks, or all."""

from __future__ import annotations

import importlib
import sys

NAMES = ("help", "run", "workbook", "sweep", "review", "layouts")


def main(asked: list[str]) -> int:
    """0 where every result was as it should be."""
    if unknown := set(asked) - set(NAMES):
        print(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    results: list[int] = [importlib.import_module(f"benchmarks.{name}").main() for name in asked or NAMES]
    return max(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
