-- A row an owning way. Money per device and hour.
select
    "case",
    title,
    depreciation_per_gpu_hour,
    financing_cost_per_gpu_hour,
    energy_cost_per_gpu_hour,
    colocation_cost_per_gpu_hour,
    staff_cost_per_gpu_hour,
    maintenance_per_gpu_hour,
    insurance_per_gpu_hour,
    own_cost_per_gpu_hour,
    rent_cost_per_gpu_hour
from cases
where owned_share > 0
order by place
