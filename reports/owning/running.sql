-- A row a case. Money per device and hour.
select
    "case",
    title,
    power_cost_per_gpu_hour,
    demand_charge_per_gpu_hour,
    carbon_cost_per_gpu_hour,
    water_cost_per_gpu_hour,
    colocation_cost_per_gpu_hour,
    staff_cost_per_gpu_hour,
    maintenance_per_gpu_hour,
    failure_cost_per_gpu_hour,
    licence_cost_per_gpu_hour,
    transit_cost_per_gpu_hour,
    insurance_per_gpu_hour
from cases
order by place
