-- A row a way and what it owes, may use, or may still set against income, as each year of the horizon ends.
with ends as (
    select
        c.place,
        c.title,
        v.quantity,
        cast(v.period * c.months_per_period / 12 as integer) as year,
        v.value,
        v.ref
    from "values" as v
    inner join cases as c on v."case" = c."case"
    where
        (v.period * c.months_per_period) % 12 = 0
        and (
            (v.quantity = 'loan_balance_at_end' and c.loan_share > 0)
            or (v.quantity = 'loss_carried_at_end' and c.losses_carried > 0)
            or (v.quantity in ('lease_owed_at_end', 'lease_right_at_end') and c.lease_share > 0)
        )
)

select
    title,
    case quantity
        when 'loan_balance_at_end' then 'loan'
        when 'lease_owed_at_end' then 'lease liability'
        when 'loss_carried_at_end' then 'losses that wait for income'
        else 'right of use'
    end as line,
    max(value) filter (where year = 1) as y1,
    list(ref) filter (where year = 1) as y1__is,
    max(value) filter (where year = 2) as y2,
    list(ref) filter (where year = 2) as y2__is,
    max(value) filter (where year = 3) as y3,
    list(ref) filter (where year = 3) as y3__is,
    max(value) filter (where year = 4) as y4,
    list(ref) filter (where year = 4) as y4__is,
    max(value) filter (where year = 5) as y5,
    list(ref) filter (where year = 5) as y5__is
from ends
group by place, title, quantity
order by place, line
