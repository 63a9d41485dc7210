"""All commands, in the order in which a new user meets them."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

EPILOG = (
    "Exit codes: 0 done; 1 done with failures, which are listed; 2 usage; 3 no archive; 4 busy; 5 the disk refuses; "
    "6 damaged evidence; 7 not found; 8 unreadable input; 9 no answer; 10 redacted; 130 interrupted."
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cunzhao {version('cunzhao')}")
        raise typer.Exit


def _about(
    show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """存照: keep what the press reported, as evidence, and find it again."""


COMMANDS = {
    "demo": "demo:demo",
    "init": "collect:init",
    "add": "collect:add",
    "run": "collect:run",
    "keep": "collect:keep",
    "import": "collect:import_",
    "search": "look:search",
    "said": "said:said",
    "show": "look:show",
    "diff": "look:diff",
    "cite": "look:cite",
    "prove": "prove:prove",
    "serve": "give:serve",
    "publish": "give:publish",
    "export": "give:export",
    "verify": "verify:verify",
    "mirror": "prove:mirror",
    "anchor": "prove:anchor",
    "key": "prove:key",
    "rebuild": "care:rebuild",
    "reprocess": "care:reprocess",
    "wrapper": "wrapper:wrapper",
    "doctor": "care:doctor",
    "coverage": "covered:coverage",
    "schedule": "scheduled:schedule",
    "redact": "redact:redact",
    "extract": "shell:extract",
    "feed": "shell:feed",
}
"""Every command, in the order of the help, and where it lives."""


def build(asked: str | None = None) -> typer.Typer:
    """The command line; with ``asked``, of that command alone, so that only its modules are loaded."""
    names = [asked] if asked in COMMANDS else list(COMMANDS)
    app = typer.Typer(
        name="cunzhao",
        help="存照: keep what the press reported, as evidence, and find it again.",
        epilog=EPILOG,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        callback=_about,
    )
    for name in names:
        place, _, function = COMMANDS[name].partition(":")
        module = import_module(f"cunzhao.cli.{place}")
        app.command(name, cls=getattr(module, "COMMAND_CLASS", None))(getattr(module, function))
    return app
