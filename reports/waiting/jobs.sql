-- A row a case: hours of a job, replicas that finish in time.
select
    "case",
    title,
    job_documents,
    output_tokens,
    job_prefill_hours,
    job_decode_hours,
    deadline_hours,
    replicas_for_deadline
from cases
order by place
