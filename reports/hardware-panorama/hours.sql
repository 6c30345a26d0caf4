-- A row a device: its price, and what an hour of it costs.
select
    device,
    any_value(price_per_gpu) as price_per_gpu,
    any_value(depreciation_per_gpu_hour) as depreciation_per_gpu_hour,
    any_value(power_cost_per_gpu_hour) as power_cost_per_gpu_hour,
    any_value(own_cost_per_gpu_hour) as own_cost_per_gpu_hour
from cases
group by device
order by own_cost_per_gpu_hour, device
