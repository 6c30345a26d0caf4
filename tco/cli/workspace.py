"""check and init: one's own content."""

from __future__ import annotations

from pathlib import Path

import click

from tco.cli.common import content_of, workspace_option


@click.command("check", epilog="Example: tco check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@workspace_option
def check_command(path: Path | None, workspaces: tuple[Path, ...]) -> None:
    """Validate PATH: a workspace, a scenario, a price table, a model or a report; without PATH all content in force."""
    from tco.checkup import check
    from tco.errors import raise_faults

    checked = check(path, content_of, workspaces)
    raise_faults(dict.fromkeys(checked.faults))
    click.echo("\n".join(checked.counts))


@click.command("init", epilog="Example: tco init my-costs")
@click.argument("folder", type=click.Path(path_type=Path))
def init_command(folder: Path) -> None:
    """Make a small workspace in FOLDER: a price, a scenario over a shipped one, and how to go on."""
    from tco.starter import start

    for path in start(folder):
        click.echo(f"wrote {path}")
    click.echo(f"\nnext: cd {folder} && tco run my-deepseek", err=True)


@click.command("completion", epilog="Example: tco completion bash")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print what lets SHELL complete commands, options and names of scenarios.

    For bash add to ~/.bashrc: eval "$(tco completion bash)"; for zsh likewise; for fish write it to
    ~/.config/fish/completions/tco.fish.
    """
    from click.shell_completion import get_completion_class

    from tco.cli import cli

    found = get_completion_class(shell)
    assert found
    click.echo(found(cli, {}, "tco", "_TCO_COMPLETE").source())
