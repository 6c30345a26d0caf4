"""`tco init`: a small workspace of one's own, made to be edited."""

from __future__ import annotations

from pathlib import Path

from tco.actuals.read import template
from tco.errors import Fault, raise_faults
from tco.files import write_all

SCENARIO = """\
# A scenario of your own: only what differs from its base. Run it with: tco run my-deepseek
base = "deepseek-8xh200"

title = "Our server for DeepSeek-R1"
finding = ""

[inputs]
# Replace with your own quotation, and say where it is from.
rent_per_server_month = { value = "100000 CNY/month", assumption = "a placeholder: put your quotation here" }

[cases.evening-only]
title = "Busy in the evening only"
from = "as-printed"
inputs.utilisation_share = { value = "25 %", assumption = "6 of 24 hours" }
"""
DEFAULTS = """\
quantity,value,unit,valid_from,valid_to,dated,confidence,preferred,source,source_date,note
discount_rate_per_year,0.12,share,2026-01-01,,,assumption,,assumption,2026-01-01,replace with the rate of your finance department
"""
README = """\
# A workspace for tco

- `scenarios/*.toml`: your scenarios. A scenario may stand on a shipped one with `base`.
- `pricing/*.csv`: your rows win over shipped rows of the same key and date. `tco show prices NAME` shows the columns.
- `scenarios/models/`: a Hugging Face `config.json`, renamed to `your-model.json`, is a model.
- `reports/NAME/`: `report.toml` and one SELECT a `.sql` file; `tco show report revenue-against-cost` is an example.
- `actuals.csv`: a template for invoices, usage and meter readings; `tco actuals` sets them against the plan.
- `ledger.duckdb` appears with the first `tco close`: the closed quarters.

`tco check .` validates it all. Run `tco` in this folder, or with `--workspace` from elsewhere.
"""
ACTUALS_MAP = """\
account,item,cost_line,why
cloud,*H200*,devices,"an example: account and item as your invoices and exports write them, * for any characters"
"""
FILES = {
    "scenarios/my-deepseek.toml": SCENARIO,
    "pricing/defaults.csv": DEFAULTS,
    "pricing/actuals_map.csv": ACTUALS_MAP,
    "actuals.csv": template(),
    "README.md": README,
}


def start(folder: Path) -> list[Path]:
    """Write the starter files into a folder; nothing that exists is touched."""
    files = {folder / name: text.encode() for name, text in FILES.items()}
    step = "choose another folder"
    what = "is there already, and stays as it is"
    raise_faults(Fault(what, str(path), next_step=step) for path in files if path.exists() or path.is_symlink())
    write_all(files, step)
    return list(files)
