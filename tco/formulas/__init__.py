"""The textbook: a chapter per module, read in the order of CHAPTERS. Formulas import nothing but `tco.expr`.

Each function is one quantity: its name is the quantity it makes, its parameters are the quantities it needs. What is
given, not made, is described once in `inputs`.
"""

CHAPTERS = (
    "model", "cache", "sparse", "layout", "memory", "step", "traffic", "arithmetic", "all_to_all", "context", "chain", "network",
    "decode", "prompt", "prefill", "service", "limits", "roofline", "latency", "verdict", "tiers", "jobs", "fleet",
    "demand", "revenue", "capex", "energy", "opex", "capital", "cost", "unit_cost", "rent", "rent_bill", "api",
    "api_bill", "profit", "clock", "drift", "depreciation", "purchases", "upkeep", "tax_years", "tax", "debt", "bills",
    "working_capital", "cashflow", "lease", "equity", "returns", "payback", "levelised", "decision", "bases", "margins",
    "break_even", "currency",
)  # fmt: skip
