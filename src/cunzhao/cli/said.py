"""The command said: who said what, and what people have to say of it."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.cli.common import HERE, Dir, Json, print_json, say
from cunzhao.errors import UsageError
from cunzhao.shapes import said_shape
from cunzhao.types import CorrectionKind, DiffRun, SaidLine

if TYPE_CHECKING:
    from cunzhao.archive.ledger import Entry, LedgerPage
    from cunzhao.archive.reading import Reading
    from cunzhao.said.anchor import Ask

_PLACE = re.compile(r"(\d{1,9}):(\d{1,9})", re.ASCII)

Days = "a year, a month or a day (2021, 2021-06, 2021-06-03)"


def said(
    name: Annotated[str | None, typer.Argument(metavar="ID", help="A statement, an article or a revision.")] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who said it, under any of their names.")] = "",
    about: Annotated[str, typer.Option(metavar="WORDS", help="Words in it, its occasion or its headline.")] = "",
    after: Annotated[str, typer.Option(metavar="DATE", help=f"Said from then on: {Days}.")] = "",
    before: Annotated[str, typer.Option(metavar="DATE", help=f"Said before then: {Days}.")] = "",
    source: Annotated[str, typer.Option(metavar="NAME", help="Only as this outlet reported it.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what is not held to be sure.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Entries to print.")] = 20,
    cursor: Annotated[str, typer.Option(metavar="NEXT", help="Go on where a list ended (`next` in its JSON).")] = "",
    speakers: Annotated[bool, typer.Option("--speakers", help="Who spoke, and how often.")] = False,
    wrong_speaker: Annotated[
        str, typer.Option("--wrong-speaker", metavar="NAME", help="The statement ID was said by NAME.")
    ] = "",
    not_a_statement: Annotated[bool, typer.Option("--not-a-statement", help="Nobody said ID.")] = False,
    add: Annotated[
        str, typer.Option(metavar="START:END", help="A statement of ID that is missing: its place, or its words.")
    ] = "",
    speaker: Annotated[str, typer.Option(metavar="NAME", help="Who said what --add adds.")] = "",
    merge: Annotated[str, typer.Option(metavar="NAME", help="This name and that of --with are one actor.")] = "",
    apart: Annotated[str, typer.Option(metavar="NAME", help="This name and that of --with are two actors.")] = "",
    other: Annotated[str, typer.Option("--with", metavar="NAME", help="The other name.")] = "",
    undo: Annotated[str, typer.Option(metavar="ENTRY", help="Take back a correction or a merge.")] = "",
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who says so; kept in the journal.")] = "",
    corrections: Annotated[bool, typer.Option("--corrections", help="What people said of the ledger.")] = False,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Lines {"id","lang","published","text"} in, {"id","statements"} out; no archive.'),
    ] = False,
    backend: Annotated[
        bool, typer.Option("--backend", help="With --jsonl: ask the model of the settings too.")
    ] = False,
    directory: Dir = HERE,
    as_json: Json = False,
) -> int:
    """Who said what: statements with the exact sentence as evidence, by speaker, words, days and outlet."""
    if jsonl and not corrections:
        return _stream(name, _ask(directory) if backend else None)
    archive = Archive.open(directory)
    if corrections:
        return _corrections(archive.reading(), jsonl, as_json)
    done = _say_so(archive, name, wrong_speaker, not_a_statement, add, speaker, merge, apart, other, undo, who)
    if done is not None:
        print_json({"entry": done}) if as_json else say(f"{done}: kept in the journal; `--undo {done}` takes it back")
        return 0
    reading = archive.reading()
    if speakers:
        return _speakers(reading, limit, as_json)
    if name is not None:
        return _one(reading, name, as_json)
    from cunzhao.archive.ledger import Asked, page_shape

    page = reading.ledger(Asked(by, about, after, before, source, everything), limit, cursor or None)
    print_json(page_shape(page)) if as_json else _tell(reading, page, by)
    return 0


# -- without an archive -----------------------------------------------------------------------------------------------


def _stream(file: str | None, ask: Ask | None) -> int:
    from cunzhao.flow.keep import read_file
    from cunzhao.said.stream import said_jsonl

    if file not in (None, "-"):
        lines: io.TextIOBase | io.StringIO = io.StringIO(read_file(Path(str(file))).decode("utf-8", "replace"))
    else:
        lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    return 1 if said_jsonl(lines, sys.stdout, ask=ask) else 0


def _ask(directory: Path) -> Ask:
    from cunzhao.archive.backend import ask_of
    from cunzhao.archive.settings import load

    return ask_of(load(directory))


# -- what people say --------------------------------------------------------------------------------------------------


def _say_so(
    archive: Archive,
    name: str | None,
    right: str,
    none: bool,
    add: str,
    speaker: str,
    merge: str,
    apart: str,
    other: str,
    undo: str,
    who: str,
) -> str | None:
    """Write what a person says to the journal; the id of its entry, or None where nothing is said."""
    chosen = [option for option, given in (("--wrong-speaker", right), ("--not-a-statement", none), ("--add", add),
                                           ("--merge", merge), ("--apart", apart), ("--undo", undo)) if given]  # fmt: skip
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} cannot go together; call the command once for each")
    if not chosen:
        if speaker or other or who:
            raise UsageError("--speaker goes with --add, --with with --merge or --apart, --who with any of them")
        return None
    if undo:
        with archive.writing("said") as writing:
            return writing.take_back(undo, who)
    if merge or apart:
        with archive.writing("said") as writing:
            return writing.bind(merge or apart, other, same=bool(merge), who=who)
    if name is None:
        raise UsageError(f"{chosen[0]} needs the ID of a statement, or of a revision; `cunzhao said` shows ids")
    what, revision, place = _meant(archive.reading(), name, add, none)
    with archive.writing("said") as writing:
        return writing.correct(what, revision, place, (right or speaker) or None, who)


def _meant(reading: Reading, name: str, add: str, none: bool) -> tuple[CorrectionKind, str, tuple[int, int]]:
    """What is said of which place in which revision. Raises NotFound, UsageError."""
    if not add:
        line = reading.statement(name)
        one = line.noted.statement
        return "none" if none else "speaker", line.revision, (one.start, one.end)
    view = reading.article(name)
    revision = next((r for r in view.revisions if r.id == name), view.current)
    place = _PLACE.fullmatch(add.strip())
    if place is not None:
        return "missing", revision.id, (int(place[1]), int(place[2]))
    at = revision.text.find(add)
    if at < 0 or revision.text.find(add, at + 1) >= 0:
        raise UsageError("these words do not stand in the text just so, or more than once; give START:END")
    return "missing", revision.id, (at, at + len(add))


def _corrections(reading: Reading, jsonl: bool, as_json: bool) -> int:
    from cunzhao.archive.gold import gold

    store = reading.catalogue
    if jsonl:
        for line in gold(store):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    elif as_json:
        print_json({"corrections": store.corrections(), "bonds": store.bonds()})
    else:
        for one in store.corrections():
            of = f" by {one.speaker}" if one.speaker else ""
            say(f"{one.id}  {one.what}{of}: {one.revision}.{one.start}-{one.end}  {one.who}".rstrip())
        for bond in store.bonds():
            say(f"{bond.id}  {bond.name} {'=' if bond.same else '≠'} {bond.other}  {bond.who}".rstrip())
    return 0


# -- showing ----------------------------------------------------------------------------------------------------------


def _speakers(reading: Reading, limit: int, as_json: bool) -> int:
    found = reading.speakers()[:limit]
    if as_json:
        print_json({"speakers": found})
    else:
        for one in found:
            say(f"{one.statements:6}  {one.name}  {one.first} to {one.last}")
    return 0


def _one(reading: Reading, name: str, as_json: bool) -> int:
    """A statement, or all statements of an article or revision."""
    if re.search(r"\.\d+\.\d+-\d+$", name):
        lines = [reading.statement(name)]
    else:
        view = reading.article(name)
        revision = next((r for r in view.revisions if r.id == name), view.current)
        lines = list(reading.catalogue.statements_of(revision.id))
    if as_json:
        print_json({"statements": [said_shape(line) for line in lines]})
    else:
        for line in lines:
            _tell_line(line)
        say(f"{len(lines)} statements")
    return 0


def _tell(reading: Reading, page: LedgerPage, by: str) -> None:
    for entry in page.entries:
        _tell_entry(entry)
    if by and page.entries:
        for claim in reading.titles(by)[:10]:
            say(f"called {claim.title}: {claim.first} to {claim.last}, {claim.statements} statements")
    say(f"{page.total} found" + (f"; go on with --cursor {page.next}" if page.next else ""))


def _tell_entry(entry: Entry) -> None:
    _tell_line(entry.line)
    if entry.edit:
        say(f"    edited: {_marked(entry.edit)}")
    for like in entry.others:
        where = f"{like.line.article.source_name} {like.line.id}"
        differs = any(run.op != "same" for run in like.runs)
        say(f"    also: {where}" + (f": {_marked(like.runs)}" if differs else ", word for word"))
    if entry.earlier is not None:
        say(f"    before, {entry.earlier.line.day} ({entry.earlier.line.id}): {_marked(entry.earlier.runs)}")


def _tell_line(line: SaidLine) -> None:
    one = line.noted.statement
    who = one.speaker or "somebody"
    more = [
        one.title,
        f"for {one.on_behalf}" if one.on_behalf else None,
        f"passed on by {one.relay}" if one.relay else None,
    ]
    told = ", ".join(part for part in more if part)
    day = one.said_on or f"reported {line.day}"
    gone = "  withdrawn since" if line.state == "withdrawn" else ""
    say(f"{day}  {who}{f' ({told})' if told else ''}{gone}")
    say(f"    {line.noted.text}".replace("\n", " "))
    sure = "a person says so" if line.noted.by else f"{one.kind}, {one.why}, {one.confidence:.2f}"
    say(f"    {line.article.source_name}: {line.article.title}  [{sure}]")
    say(f"    {line.id}  capture {line.capture} sha256 {line.payload_digest[:16]}… log leaf {line.leaf}")


def _marked(runs: tuple[DiffRun, ...]) -> str:
    marks = {"gone": "[-{}-]", "new": "{{+{}+}}", "same": "{}"}
    return "".join(marks[run.op].format(run.text) for run in runs).replace("\n", " ")
