"""cunzhao wrapper: how a source's pages are read, and a person's word on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, say, when
from cunzhao.errors import UsageError

if TYPE_CHECKING:
    from cunzhao.archive.wrapping import Shown
    from cunzhao.extract.wrapper import Wrapper

EXAMPLES = 5
STATES = {"used": "in use", "tried": "learned, but not used", "closed": "closed", "off": "off"}
WHYS = {"pages": "enough pages", "drift": "the pages have changed"}


def wrapper(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source: its id or its name.")],
    directory: Dir = HERE,
    drop: Annotated[str | None, typer.Option(metavar="SELECTOR", help="These elements are never text.")] = None,
    keep: Annotated[str | None, typer.Option(metavar="SELECTOR", help="These elements are always text.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Read this source without wrappers.")] = False,
    on: Annotated[bool, typer.Option("--on", help="Read it with wrappers again.")] = False,
    as_json: Json = False,
) -> int:
    """Show what was learned of a source's pages, or correct it: a correction is kept in the journal."""
    said = [("drop", drop or ""), ("keep", keep or ""), ("off", ""), ("on", "")]
    given = [pair for pair, is_given in zip(said, (drop, keep, off, on), strict=True) if is_given]
    if len(given) > 1:
        raise UsageError("give one of --drop, --keep, --off and --on at a time")
    archive = Archive.open(directory)
    if given:
        with archive.writing("wrapper") as writing:
            writing.correct_wrapper(source, *given[0])
    name, found = archive.reading().wrappers(source)
    if as_json:
        print_json({"source": name, "wrappers": [one.to_json() for one in found]})
        return 0
    if not found:
        say(
            f"{name}: nothing learned yet; it takes five articles, and a `cunzhao run` or `cunzhao reprocess` after them"
        )
    for one in reversed(found):
        _tell(one)
    if given and found:
        say(f"`cunzhao reprocess --source {name}` reads older captures again with this correction")
    return 0


def _tell(one: Shown) -> None:
    until = "" if one.valid_until is None else f" until {when(one.valid_until)}"
    say(f"{one.number}: {STATES.get(one.state, one.state)}, from {when(one.valid_from)}{until}")
    say(f"   learned because of {WHYS.get(one.why, one.why)}, when there were {one.articles} articles")
    if one.wrapper is None:
        say("   their pages have too little in common")
        return
    for line in _lines(one.wrapper):
        say(f"   {line}")
    if one.pages:
        checked = "" if one.agreement is None else f", {one.agreement:.0%} agreement on {one.checked} that both read"
        say(f"   since then {one.pages} pages, {one.missed} of them left to the generic extractor{checked}")


def _lines(learned: Wrapper) -> Iterable[str]:
    """What a wrapper says, in words."""
    if learned.why:
        yield f"not good enough: {learned.why}"
    yield f"the article is in {' or '.join(learned.containers)}"
    for name, selector in learned.shown.items():
        yield f"{name} in {selector}"
    text = [(p, s) for p, s in learned.places.items() if (s.run or 0) >= 0.7 and s.example]
    left = [(p, s) for p, s in learned.places.items() if (s.drop or (s.run or 0) <= 0.3) and s.example]
    yield from _places("text", text)
    yield from _places("left out", left)
    if learned.furniture:
        yield f"left out wherever it stands, since it recurs: {len(learned.furniture)} lines"
    yield from (f"{selector}: text, a person says" for selector in learned.keep)
    yield from (f"{selector}: left out, a person says" for selector in learned.drop)
    if learned.trial is not None:
        t = learned.trial
        agreed = f"{t.agreement:.0%} of the text as the generic extractor"
        yield f"tried on {t.pages} pages left out in turn: {t.hits} read, {agreed}"


def _places(what: str, found: Iterable[tuple[str, object]]) -> Iterable[str]:
    for place, says in sorted(found, key=lambda pair: -getattr(pair[1], "pages", 0))[:EXAMPLES]:
        yield f"{what}: {place.replace(' ', ' > ') or 'the container itself'}, as in “{getattr(says, 'example', '')}”"
