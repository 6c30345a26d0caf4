"""When is a job of many documents done, and how many replicas keep its deadline?

Nobody waits for a single answer, so batches are as large as memory allows; what counts is the whole.
"""

from tco.expr import SECONDS_PER_HOUR, ceil


def job_decode_hours(job_documents, output_tokens, decode_tokens_per_second):
    """Time in which one replica writes the answers of the job.

        documents * tokens of an answer / tokens per second / 3600

    Unit: hours
    Source: definition; seed 001, line 441
    """
    return job_documents * output_tokens / decode_tokens_per_second / SECONDS_PER_HOUR


def job_prefill_hours(job_documents, prefill_prompts_per_second):
    """Time in which one replica reads the documents of the job.

        documents / prompts per second / 3600

    Unit: hours
    Source: definition
    """
    return job_documents / prefill_prompts_per_second / SECONDS_PER_HOUR


def job_hours(job_prefill_hours, job_decode_hours):
    """Time of the job on one replica that does both, one after the other.

        prefill + decode

    Unit: hours
    Source: definition
    """
    return job_prefill_hours + job_decode_hours


def replicas_for_deadline(job_hours, deadline_hours):
    """Replicas that finish the job in time.

        ceil(hours of one / hours there are)

    Unit: count
    Source: definition
    """
    return ceil(job_hours / deadline_hours)
