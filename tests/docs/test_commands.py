"""Every command and every option is documented, and nothing is documented that is not there."""

from __future__ import annotations

import re

import click
import pytest
import typer.main

from cunzhao.cli.app import build
from tests.docs.pages import DOCS, ROOT, page, sections

SHARED = {"-d", "--dir", "--json", "--help"}
COMMANDS = typer.main.get_command(build()).commands  # type: ignore[attr-defined]
DOCUMENTED = {
    heading.removeprefix("cunzhao "): text
    for heading, text in sections(page("reference/commands.md")).items()
    if heading.startswith("cunzhao ")
}


def options(command: click.Command) -> set[str]:
    """The options that a command has, by every name."""
    return {name for p in command.params if p.param_type_name == "option" for name in (*p.opts, *p.secondary_opts)}


def test_each_command_has_its_section_and_each_section_its_command() -> None:
    assert set(DOCUMENTED) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_its_options_are_documented(name: str) -> None:
    text = DOCUMENTED[name]
    documented = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)) - {"--"}
    assert options(COMMANDS[name]) - SHARED <= documented, f"document these options under 'cunzhao {name}'"
    assert documented - SHARED <= options(COMMANDS[name]), f"'cunzhao {name}' has no such option"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_shared_option_is_shown_exactly_where_it_exists(name: str) -> None:
    usage = " ".join(line for line in DOCUMENTED[name].splitlines() if line.startswith("    cunzhao"))
    if not usage:
        pytest.fail(f"show how 'cunzhao {name}' is called, in a line indented by four") if name != "demo" else None
        return
    for option in ("--json", "-d"):
        assert (f"{option}" in usage.replace("--jsonl", "")) == (option in options(COMMANDS[name])), option


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_it_explains_itself(name: str) -> None:
    command = COMMANDS[name]
    assert command.help, f"'cunzhao {name}' needs a docstring"
    for parameter in command.params:
        assert parameter.param_type_name == "argument" or getattr(parameter, "help", None), parameter.name


def test_every_command_that_is_named_anywhere_exists() -> None:
    """In the documentation, in messages, and in the words of the reading room: in small letters the name is the command's."""
    files = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.html")]
    named = {
        (word, str(path.relative_to(ROOT)))
        for path in files
        for word in re.findall(r"(?<![\w./-])cunzhao ([a-z]+)", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert {(word, where) for word, where in named if word not in COMMANDS} == set()
