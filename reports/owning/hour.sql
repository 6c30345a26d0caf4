-- A row a case. Money per device and hour.
select
    "case",
    title,
    depreciation_per_gpu_hour,
    financing_cost_per_gpu_hour,
    energy_cost_per_gpu_hour,
    colocation_cost_per_gpu_hour,
    overhead_cost_per_gpu_hour,
    opex_per_gpu_hour,
    own_cost_per_gpu_hour,
    own_cost_per_used_gpu_hour
from cases
order by place
