-- A row a device: its price, and what an hour of it costs.
select
    device,
    any_value(price_per_gpu) as price_per_gpu,
    list("case" || ':price_per_gpu') as price_per_gpu__is,
    any_value(depreciation_per_gpu_hour) as depreciation_per_gpu_hour,
    list("case" || ':depreciation_per_gpu_hour') as depreciation_per_gpu_hour__is,
    any_value(power_cost_per_gpu_hour) as power_cost_per_gpu_hour,
    list("case" || ':power_cost_per_gpu_hour') as power_cost_per_gpu_hour__is,
    any_value(own_cost_per_gpu_hour) as own_cost_per_gpu_hour,
    list("case" || ':own_cost_per_gpu_hour') as own_cost_per_gpu_hour__is
from cases
group by device
order by own_cost_per_gpu_hour, device
