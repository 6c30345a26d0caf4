"""The score of predictions: log errors, groups that count alike, what is set aside, ranks and targets."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import inf, log

import pytest

from tco.measured.breakdown import BY, breakdown, worst
from tco.measured.file import Measured
from tco.measured.kinds import age, kind
from tco.measured.names import Names
from tco.measured.predict import Prediction, Refusal
from tco.measured.ranks import Agreement, agreement
from tco.measured.row import MeasuredRow
from tco.measured.score import Scored, error, score
from tco.measured.targets import targets


def scored(ratio: float, **cells: object) -> Scored:
    """A measured row and a prediction of so many times its value."""
    usual = {"id": "aaa-1", "model": "Llama-3.1-70B", "hardware": "H100", "metric": "tpot_ms", "value": "20"}
    row = MeasuredRow.model_validate(usual | {k: str(v) for k, v in cells.items()})
    return Scored(row, "mine.csv:2", Prediction(ratio * row.value))


# -- errors ----------------------------------------------------------------------------------------------------------


def test_twice_and_half_are_equally_wrong() -> None:
    """|ln 2| = |ln 1/2|; the sign says which of the two it is."""
    twice, half = scored(2), scored(0.5)
    assert (twice.log_ratio, half.log_ratio) == (log(2), -log(2))
    both = error([twice, half])
    assert both
    assert (both.median, both.bias) == (log(2), 0)


def test_a_source_with_many_rows_does_not_decide() -> None:
    """Nine rows of one group exact, one of another twice too high: half of the groups is wrong, not a tenth."""
    rows = [*(scored(1) for _ in range(9)), scored(2, id="bbb-1")]
    found = error(rows)
    assert found
    assert (found.rows, found.groups, found.median) == (10, 2, log(2) / 2)
    assert found.p90 == pytest.approx(0.9 * log(2))  # nine tenths of the way from the exact group to the other


def test_a_group_is_source_model_and_device() -> None:
    """The source is the first three letters of the id; engines and lengths do not part a group."""
    rows = [scored(1), scored(1, engine="vLLM", id="aaa-2"), scored(1, hardware="H200"), scored(1, id="bbb-1")]
    found = error([*rows, scored(1, model="Llama-2-7B")])
    assert found
    assert found.groups == 4


def test_the_error_of_a_group_is_the_median_of_its_rows() -> None:
    """One row that is ten times too high does not make a group wrong."""
    found = error([scored(1.1), scored(1.2), scored(10)])
    assert found
    assert found.median == pytest.approx(log(1.2))


def test_shares_are_of_the_measured_value() -> None:
    """Within 20 %: from 0.8 to 1.2 times; within 50 %: from 0.5 to 1.5 times."""
    found = error([scored(r) for r in (0.79, 0.81, 1.19, 1.21, 0.49, 0.51, 1.49, 1.51)])
    assert found
    assert (found.within_20, found.within_50) == (2 / 8, 6 / 8)


def test_low_quality_and_speculative_rows_are_set_aside() -> None:
    """They have a prediction, and do not count."""
    rows = [scored(5, quality="low"), scored(5, regime="batch1_speculative"), scored(1)]
    assert [s.set_aside for s in rows] == ["quality low", "speculative decoding", ""]
    assert [s.predicted for s in rows] == [100, 100, 20]
    found = error(rows)
    assert found
    assert (found.rows, found.median) == (1, 0)


def test_nothing_to_count_is_no_error() -> None:
    """Rather than an error of 0."""
    assert error([]) is None
    assert error([scored(5, quality="low")]) is None


@pytest.mark.parametrize("value", [0, -1, inf, float("nan")])
def test_a_prediction_that_is_no_positive_number_is_refused(value: float) -> None:
    """It has no logarithm."""
    [found] = score([Measured(scored(1).row, "mine.csv:2")], [Prediction(value)])
    assert found.outcome == Refusal(f"the prediction {value:g} is not a positive number")
    assert (found.predicted, found.ratio, found.log_ratio, found.counts) == (None, None, None, False)


# -- what is told apart ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "regime", "concurrency", "is_a"),
    [
        ("tpot_ms", "batch1", 1, "TPOT"),
        ("ttft_ms", "batch1", "", "TTFT at low load"),
        ("ttft_ms", "online_closed_loop", 4, "TTFT at low load"),
        ("ttft_ms", "online_closed_loop", 5, "TTFT under load"),
        ("ttft_ms", "online_closed_loop", "", "TTFT under load"),
        ("output_tok_s_total", "offline_max_throughput", "", "saturated throughput"),
        ("output_tok_s_per_gpu", "offline_max_throughput", "", "saturated throughput"),
        ("total_tok_s_total", "offline_burst", 1000, "saturated throughput"),
        ("output_tok_s_total", "batch1", 1, "one stream"),
        ("output_tok_s_per_user", "batch1", 1, "one stream"),
        ("output_tok_s_total", "static_batch", 64, "throughput at a load"),
        ("output_tok_s_total", "online_slo", "", "throughput in limits"),
        ("output_tok_s_per_gpu", "decode_only", 64, "decode rate"),
        ("prefill_tok_s_total", "batch1", 1, "prefill rate"),
        ("prefill_tok_s_per_gpu", "prefill_only", 16384, "prefill rate"),
        ("e2e_latency_s", "offline_fixed_batch", 8, "batch latency"),
    ],
)
def test_what_a_metric_says_depends_on_the_load(metric: str, regime: str, concurrency: object, is_a: str) -> None:
    """One word for each kind of error."""
    assert kind(scored(1, metric=metric, regime=regime, concurrency_or_batch=concurrency).row) == is_a


@pytest.mark.parametrize(
    ("dated", "is_from"),
    [
        ("2025-05-31", "before 2025-06"),
        ("2025-06", "2025-06 or later"),
        ("2024", "before 2025-06"),
        ("2025", "not dated"),  # may be either
        ("", "not dated"),
    ],
)
def test_engines_are_told_apart_by_date(dated: str, is_from: str) -> None:
    """By the date of the source, where it is clear enough."""
    assert age(scored(1, source_date=dated).row) == is_from


def test_a_breakdown_has_the_largest_part_first() -> None:
    """Parts in which nothing counts are left out."""
    rows = [scored(1, engine="vLLM"), scored(1, engine="SGLang"), scored(1.1, engine="SGLang", hardware="H200")]
    rows += [scored(1, engine="TGI", quality="low"), scored(2)]
    assert [(name, e.rows) for name, e in breakdown(rows, "engine")] == [("SGLang", 2), ("not stated", 1), ("vLLM", 1)]


@pytest.mark.parametrize("by", BY)
def test_each_breakdown_holds_every_row_that_counts(by: str) -> None:
    """Once."""
    rows = [scored(1), scored(1, engine="vLLM", hardware="H200"), scored(1, id="bbb-1"), scored(1, quality="low")]
    assert sum(e.rows for _, e in breakdown(rows, by)) == 3


def test_the_worst_groups_say_in_which_direction() -> None:
    """Half as much has a bias below 0."""
    rows = [scored(0.5), scored(1.1, hardware="H200"), scored(1.3, hardware="L4")]
    assert [(name, round(e.bias, 3)) for name, e in worst(rows, 2)] == [
        ("aaa Llama-3.1-70B H100", round(log(0.5), 3)),
        ("aaa Llama-3.1-70B L4", round(log(1.3), 3)),
    ]


# -- ranks -----------------------------------------------------------------------------------------------------------


def test_a_pair_of_devices_is_ordered_right_if_the_better_one_is_predicted_better() -> None:
    """H100 20 ms, H200 15 ms, B200 10 ms; predicted 20, 22 and 10: of three pairs two are right."""
    rows = [scored(1, value=20), scored(22 / 15, value=15, hardware="H200"), scored(1, value=10, hardware="B200")]
    assert agreement(rows, "hardware") == Agreement(3, 2)
    assert agreement(rows, "tp") == Agreement(0, 0)


def test_a_prediction_that_does_not_tell_them_apart_is_not_right() -> None:
    """20 ms for both devices says nothing."""
    assert agreement([scored(1), scored(20 / 15, value=15, hardware="H200")], "hardware") == Agreement(1, 0)


@pytest.mark.parametrize(
    "differs",
    [
        {"id": "bbb-1"}, {"model": "Llama-2-7B"}, {"weight_precision": "fp8"}, {"isl": 100}, {"osl": 100},
        {"concurrency_or_batch": 8}, {"metric": "ttft_ms"}, {"engine": "vLLM"}, {"tp": 2}, {"n_gpus": 4},
        {"quality": "low"}, {"value": 20}, {"hardware": "H100"},
    ],
)  # fmt: skip
def test_only_rows_that_are_otherwise_alike_make_a_pair(differs: dict[str, object]) -> None:
    """And that were measured to differ."""
    other: dict[str, object] = {"hardware": "H200", "value": 15}
    assert agreement([scored(1), scored(1, **other)], "hardware").pairs == 1
    assert agreement([scored(1), scored(1, **(other | differs))], "hardware").pairs == 0


def test_tp_degrees_may_bring_devices_of_their_own() -> None:
    """TP 2 on two devices against TP 4 on four."""
    rows = [scored(1, tp=2, n_gpus=2, value=20), scored(1, tp=4, n_gpus=4, value=12)]
    assert agreement(rows, "tp") == Agreement(1, 1)
    assert agreement([rows[0], scored(2, tp=4, n_gpus=4, value=12)], "tp") == Agreement(1, 0)


# -- targets ---------------------------------------------------------------------------------------------------------

H200 = Names("h200-sxm", "deepseek-v3", "sglang", "fp8", "")
WIDE = {"ep": 32, "n_gpus": 32, "regime": "decode_only", "metric": "output_tok_s_per_gpu"}
TRT = Names("h100-sxm", "llama-3.1-70b", "tensorrt-llm", "fp8", "")


def values(*rows: tuple[Scored, Names | None]) -> dict[str, tuple[int, float]]:
    """Rows and value of each target that has any, by its subset (the median, where there are two)."""
    found = targets([s for s, _ in rows], [n for _, n in rows])
    return {t.subset: (t.rows, round(t.value, 9)) for t in reversed(found) if t.value is not None}


def test_targets_pick_their_rows() -> None:
    """Each its own subset and measure; a row set aside is in none."""
    saturated = {"metric": "output_tok_s_total", "regime": "offline_max_throughput", "id": "trt-1"}
    found = values(
        (scored(1.1, **saturated), TRT),
        (scored(0.8, **saturated), TRT),
        (scored(9, **saturated, quality="low"), TRT),
        (scored(1.2, id="inx-1", concurrency_or_batch=64), TRT),
        (scored(9, id="inx-1", concurrency_or_batch=128), TRT),
        (scored(1.3, n_gpus=8), H200),
        (scored(9, n_gpus=16), H200),
        (scored(9, ep=32, n_gpus=32, regime="disaggregated_closed_loop"), replace(H200, device="h100-sxm")),
        (scored(9, ep=8, n_gpus=8, regime="decode_only"), replace(H200, device="h100-sxm")),
        (scored(1.4, **WIDE), replace(H200, device="h100-sxm")),
        (scored(1.5, **WIDE), replace(H200, device="h800-sxm", engine="")),
        (scored(9, **WIDE), None),
    )
    del found["all groups"]
    assert found == {
        "TensorRT-LLM, saturated": (2, 0.15),  # of 10 % and 20 %
        "inx, TPOT at up to 64": (1, round(log(1.2), 9)),
        "DeepSeek on 8 x H200": (1, 0.3),
        "DeepSeek, EP over H100 nodes": (1, 0.4),
        "DeepSeek, EP over H800 nodes": (1, 0.5),
    }


def test_a_target_is_met_missed_or_without_rows() -> None:
    """An error at most its bound, an agreement at least its bound."""
    pair = [scored(1, tp=1, n_gpus=1), scored(1, tp=2, n_gpus=2, value=12)]
    by_name = {(t.subset, t.measure[:6]): t.met for t in targets([*pair, scored(1.2)], [TRT] * 3)}
    assert by_name["all groups", "median"] is True
    assert by_name["rank of TP degrees", "pairs "] is True
    assert by_name["DeepSeek on 8 x H200", "median"] is None
    wrong = {(t.subset, t.measure[:6]): t.met for t in targets([scored(1.2)], [TRT])}
    assert wrong["all groups", "median"] is False


def test_targets_are_listed_in_the_order_of_the_accuracy_table() -> None:
    """Whole set first, ranks last."""
    bounds = [t.bound for t in targets([], [])]
    assert bounds == [0.12, 0.40, 0.09, 0.14, 0.20, 0.20, 0.20, 0.92, 0.92]
    assert all(t.value is None and t.rows == 0 for t in targets([], []))
    assert not any(a.subset == b.subset and a.measure == b.measure for a, b in pairwise(targets([], [])))
