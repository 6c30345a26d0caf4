-- A row a way: bills as planned, what rates change, and what is paid ahead at first.
select
    "case",
    title,
    cost_over_horizon,
    fx_on_bills_over_horizon,
    fx_on_balance_over_horizon,
    deposit_paid,
    prepaid_opening,
    opening_outlay,
    cost_present_value
from cases
order by place
