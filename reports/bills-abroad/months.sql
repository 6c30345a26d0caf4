-- A row a way that pays ahead and a month: bills and what is paid ahead, at the first rate and at that of the month.
select
    c.title,
    cast(v.period as integer) as month,
    'month' as month__fixed,
    max(v.value) filter (where v.quantity = 'billed_cost_in_period') as billed,
    list(v.ref) filter (where v.quantity = 'billed_cost_in_period') as billed__is,
    max(v.value) filter (where v.quantity = 'billed_at_average_in_period') as average,
    list(v.ref) filter (where v.quantity = 'billed_at_average_in_period') as average__is,
    max(v.value) filter (where v.quantity = 'fx_on_bills_in_period') as on_bills,
    list(v.ref) filter (where v.quantity = 'fx_on_bills_in_period') as on_bills__is,
    max(v.value) filter (where v.quantity = 'paid_ahead_at_end') as ahead,
    list(v.ref) filter (where v.quantity = 'paid_ahead_at_end') as ahead__is,
    max(v.value) filter (where v.quantity = 'paid_ahead_at_closing_at_end') as closing,
    list(v.ref) filter (where v.quantity = 'paid_ahead_at_closing_at_end') as closing__is,
    max(v.value) filter (where v.quantity = 'fx_on_balance_in_period') as on_balance,
    list(v.ref) filter (where v.quantity = 'fx_on_balance_in_period') as on_balance__is
from "values" as v
inner join cases as c on v."case" = c."case"
where c.deposit_months > 0 and v.period is not null
group by c.place, c.title, v.period
order by c.place, v.period
