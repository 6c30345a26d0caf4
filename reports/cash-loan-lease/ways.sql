-- A row a way to pay. Money at first; money of today.
select
    "case",
    title,
    capex,
    loan_amount,
    loan_payment,
    lease_amount,
    lease_payment,
    equity_opening,
    npv,
    equity_npv,
    lease_advantage_over_horizon
from cases
order by place
