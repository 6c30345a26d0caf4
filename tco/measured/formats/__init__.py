"""Result files of benchmark programs, read as measured rows.

    record        one JSON object of a file, asked for numbers and texts with their place
    run           one benchmark run, whatever program made it: what it states, its load, its metrics, its rows
    vllm          `vllm bench serve --save-result`
    sglang        `sglang.bench_serving --output-file`
    serving_log   what these two print
    trtllm        `trtllm-bench ... --report_json`, or what it prints
    genai_perf    GenAI-Perf and AIPerf, JSON and CSV exports
    reading       which of them a file is, by its content

A result file says what came out and under which load. It seldom says on which machine: that is given beside it, and
what neither says is an error that names the option. Nothing is guessed from a file's name.
"""
