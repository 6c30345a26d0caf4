"""search: which layout serves a model best, and why the others do not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tco.cli.common import (
    as_of_option,
    content_of,
    day_of,
    day_or_today,
    output_options,
    print_table,
    progress,
    say,
    set_option,
    settings_of,
    workspace_option,
)

if TYPE_CHECKING:
    import datetime as dt

    from tco.content import Content
    from tco.search.ask import Answer, Ask

TOP, FRONT = 10, 12
USER, RATE, VERDICT = "user_tokens_per_second", "output_tokens_per_second_per_gpu", "layout_verdict"
LISTS = {
    "device": "Device to search; more of them with the option again.",
    "precision": "Precision of the weights, such as fp8 or nvfp4; again for more. As published by default.",
    "kv_precision": "Precision of the cache; again for more. bf16 by default.",
}
DEGREES = {
    "tp": "Tensor-parallel degree", "pp": "Stages of the pipeline", "dp": "Attention groups of a stage",
    "ep": "Groups over which experts are spread", "cp": "Devices that share a context",
    "batch": "Sequences of a replica",
}  # fmt: skip
CHOICES = {
    "model": "Model to serve.",
    "engine": "Serving engine; vllm by default.",
    "rent": "Rent of a device-hour: median by default.",
}
INPUTS = {
    "prompt_tokens": ("--prompt-tokens", "Mean length of the prompts."),
    "output_tokens": ("--output-tokens", "Mean length of the answers."),
    "ttft_target_seconds": ("--ttft", 'Time granted to the first token, such as "2 s".'),
    "tpot_target_seconds": ("--tpot", 'Time granted to each further token, such as "50 ms".'),
}
PINNED = "tpot_target_seconds"
COUNT = click.IntRange(min=1)


def asked_options(function: Any) -> Any:
    """What is searched, and for what."""
    for name, text in reversed(DEGREES.items()):
        option = click.option(
            f"--{name}", f"degree_{name}", type=COUNT, multiple=True, metavar="N", help=f"{text}; again for more."
        )
        function = option(function)
    for quantity, (name, text) in reversed(INPUTS.items()):
        function = click.option(name, quantity, metavar="VALUE", help=text)(function)
    for name, text in reversed(LISTS.items()):
        function = click.option(
            f"--{name.replace('_', '-')}", f"kind_{name}", multiple=True, metavar="NAME", help=text
        )(function)
    for name, text in reversed(CHOICES.items()):
        function = click.option(f"--{name}", metavar="NAME", help=text)(function)
    return function


@click.command(
    "search",
    epilog="Example: tco search layout-search --top 5",
)
@click.argument("name", required=False, metavar="[SCENARIO[:CASE]]")
@asked_options
@click.option("--gpus", type=COUNT, help="Devices of a replica at most; 8 by default.")
@click.option(
    "--way",
    "ways",
    multiple=True,
    type=click.Choice(["colocated", "disaggregated"]),
    help="Prompts on the devices that decode, or apart; both by default.",
)
@click.option(
    "--by", type=click.Choice(["cost", "throughput"]), help="Rank by cost of output, or by output of a device."
)
@click.option("--top", type=click.IntRange(min=0), default=TOP, help=f"Layouts to list; {TOP} by default.")
@click.option("--quantity", "quantities", multiple=True, metavar="Q", help="One more quantity to tell of each.")
@click.option("--why", is_flag=True, help="List layouts that cannot serve, with the reason, instead of the best.")
@click.option("--front", "with_front", is_flag=True, help="List the whole front, instead of the best.")
@click.option("--currency", metavar="CODE", help="Currency of costs; USD by default.")
@set_option
@as_of_option
@output_options
@workspace_option
def search_command(
    name: str | None, top: int, quantities: tuple[str, ...], why: bool, with_front: bool, output: str | None,
    workspaces: tuple[Path, ...], **asked: Any,
) -> None:  # fmt: skip
    """The layouts (TP, PP, DP, EP, context, batch, precision, prompts apart or not) that serve a model within targets.

    Every layout is a case of the sheet. Those that serve are ranked; why the others do not is counted. The front are
    the layouts that no other beats both in tokens per second of a user and of a device, targets aside.

    The load, the targets and the model come from a case of SCENARIO, or from options; options win.
    """
    if why and with_front:
        raise click.UsageError("--why or --front, not both")
    from tco import __version__
    from tco.pricebook import PriceBook
    from tco.search import telling
    from tco.sheet import sheet

    sheet().check_names(quantities, "--quantity")
    content = content_of(workspaces)
    ask = _ask(name, content, asked)
    progress("laying out the model in every way asked for")
    answer = ask.run(PriceBook(content))
    wanted = telling.quantities(answer, quantities)
    if why or with_front:
        chosen = telling.refused(answer, None if output else top) if why else telling.on_front(answer)
        print_table(*telling.table(answer, chosen, [VERDICT, *wanted]), output)
    elif output == "json":
        click.echo(json.dumps(telling.as_json(answer, top, wanted, __version__), ensure_ascii=False, indent=2))
    elif output:
        print_table(*telling.table(answer, telling.best(answer, top), wanted), output)
    else:
        _print(answer, top, wanted)


def _print(answer: Answer, top: int, wanted: Sequence[str]) -> None:
    """Counts, the best, and the front, of which some where it is long."""
    from tco.search import telling

    say(telling.headline(answer) + "\n")
    print_table(*telling.counts(answer), None)
    if (best := telling.best(answer, top)).height:
        click.echo(f"\nbest by {answer.quantity}")
        print_table(*telling.table(answer, best, wanted), None)
    if (front := telling.on_front(answer)).height:
        step = -(-front.height // FRONT)
        click.echo(f"\nfront of {front.height} layouts" + (f", one in {step}; all with --front" if step > 1 else ""))
        print_table(*telling.table(answer, front.gather_every(step), [USER, RATE, VERDICT]), None)


def _ask(name: str | None, content: Content, asked: dict[str, Any]) -> Ask:
    """The search that a scenario states, with what options say over it."""
    from tco.engine import at_day
    from tco.scenario_file import SearchTable, read_scenario
    from tco.search.ask import Ask, stated

    day, settings = asked.pop("as_of"), settings_of(asked.pop("settings"))
    scenario, _, case = (name or "").partition(":")
    if not name and not asked["model"]:
        raise click.UsageError("name a model (--model) or a scenario; tco list models")
    file = read_scenario(content, scenario) if name else stated(_table(asked.pop("currency"), day_or_today(day)))
    file = at_day(file, day_of(day, "--as-of")) if name else file
    table = (file.table.search or SearchTable(gpus=8)).model_copy(
        update=_tried(asked) | ({"case": case} if case else {})
    )
    return Ask(file, table, _over(asked, table.by, stated=bool(name)), settings)


def _table(currency: str | None, day: dt.date) -> dict[str, Any]:
    return {"currency": currency or "USD", "as_of": day}


def _tried(asked: dict[str, Any]) -> dict[str, Any]:
    """What the options say of the table of a search."""
    found = {f"{kind}s": [*asked[f"kind_{kind}"]] for kind in LISTS} | {d: [*asked[f"degree_{d}"]] for d in DEGREES}
    found |= {"gpus": asked["gpus"], "ways": [*asked["ways"]], "by": asked["by"]}
    return {key: value for key, value in found.items() if value}


def _over(asked: dict[str, Any], by: str, *, stated: bool) -> dict[str, dict[str, Any]]:
    """Choices, inputs and pins that options give; without a scenario, the usual ones."""
    usual = {} if stated else {"engine": "vllm"} | ({"rent": "median"} if by == "cost" else {})
    choices = usual | {kind: asked[kind] for kind in CHOICES if asked[kind]}
    given = {q: asked[q] for q in INPUTS if asked[q]}
    pins = {q: given.pop(q) for q in (PINNED,) if q in given}
    return {"choices": choices, "inputs": {q: _value(v) for q, v in given.items()}, "pins": pins}


def _value(text: str) -> float | str:
    """A bare number as a number, anything else for the scenario to read."""
    try:
        return float(text)
    except ValueError:
        return text
