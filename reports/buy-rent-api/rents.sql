-- A row a rent of a server held for the whole horizon, lowest first. Money of a device-hour; of the horizon, today.
with own as (
    select break_even_rent_per_gpu_hour
    from cases
    where "case" = 'own'
),

reserved as (
    select
        c."case",
        c.place,
        c.title,
        c.rent_cost_per_gpu_hour,
        c.levelised_cost_per_mtok,
        c.cost_present_value,
        c.covered_rent_per_gpu_hour,
        v.source
    from cases as c
    inner join "values" as v on c."case" = v."case"
    where
        v.quantity = 'rent_cost_per_gpu_hour'
        and c.owned_share = 0
        and c.from_api = 0
        and c.rent_change_per_year = 0
        and c."case" not like 'at-%'
        and c."case" not like '%-least'
)

select
    reserved."case",
    reserved.title,
    reserved.rent_cost_per_gpu_hour,
    own.break_even_rent_per_gpu_hour,
    ['own:break_even_rent_per_gpu_hour'] as break_even_rent_per_gpu_hour__is,
    reserved.covered_rent_per_gpu_hour,
    case
        when reserved.rent_cost_per_gpu_hour < own.break_even_rent_per_gpu_hour then 'rent'
        else 'buy'
    end as machines,
    [reserved."case" || ':rent_cost_per_gpu_hour', 'own:break_even_rent_per_gpu_hour'] as machines__which_min,
    ['rent', 'buy'] as machines__names,
    reserved.levelised_cost_per_mtok,
    reserved.cost_present_value,
    reserved.source
from reserved
cross join own
order by reserved.rent_cost_per_gpu_hour, reserved.place
