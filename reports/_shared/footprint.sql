-- A row a way with machines: energy, carbon dioxide and water of a million output tokens.
select
    "case",
    title,
    energy_kwh_per_mtok,
    carbon_kg_per_mtok,
    water_litres_per_mtok
from cases
where gpus > 0 and energy_kwh_per_mtok > 0 and "case" not like 'at-%' and "case" not like '%-least'
order by place
