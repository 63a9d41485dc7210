"""All commands, in the order in which a new user meets them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from cunzhao.cli import care, collect, demo, give, look, shell

EPILOG = (
    "Exit codes: 0 done; 1 done with failures, which are listed; 2 usage; 3 no archive; 4 busy; 5 the disk refuses; "
    "6 damaged evidence; 7 not found; 8 unreadable input; 9 no answer; 130 interrupted."
)

app = typer.Typer(
    name="cunzhao",
    help="存照: keep what the press reported, as evidence, and find it again.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cunzhao {version('cunzhao')}")
        raise typer.Exit


@app.callback()
def _about(
    show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """存照: keep what the press reported, as evidence, and find it again."""


for command in (
    demo.demo,
    collect.init,
    collect.add,
    collect.run,
    collect.keep,
    look.search,
    look.show,
    look.diff,
    look.cite,
    give.serve,
    give.publish,
    care.verify,
    care.rebuild,
    care.doctor,
    shell.extract,
    shell.feed,
):
    app.command()(command)
app.command("import")(collect.import_)
app.command("export")(give.export)
