-- A row a case: bandwidth stated and by channels.
select
    "case",
    title,
    memory_channels,
    memory_transfers_per_second,
    channel_bandwidth,
    gpu_memory_bandwidth,
    bandwidth_over_channels,
    bandwidth_doubt
from cases
order by place
