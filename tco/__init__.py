"""llm-tco: a spreadsheet-style engine for the cost of serving large language models.

    import tco
    run = tco.load("deepseek-640").run()

Heavy libraries are imported where they are used, so that `import tco` and `tco --help` answer at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tco.engine import Model

__version__ = "0.1.0"


def load(name: str, **options: Any) -> Model:
    """A scenario by name or path, ready to run; see `tco.engine.Model`."""
    from tco.engine import load as load_model

    return load_model(name, **options)
