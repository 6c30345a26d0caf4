-- A row a case. Money for the fleet; the last column for one device.
select
    "case",
    title,
    gpus_owned,
    capex_gpus,
    capex_servers,
    capex_network,
    capex_storage,
    capex_racks,
    capex_spares,
    capex_duty,
    capex_installation,
    capex_facility,
    vat_lost,
    capex,
    capex_per_gpu
from cases
order by place
