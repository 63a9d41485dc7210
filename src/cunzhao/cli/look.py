"""Commands that look: search, show, diff, cite."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cunzhao.archive import Archive
from cunzhao.archive.reading import Order
from cunzhao.cli.common import HERE, Dir, Json, err, print_json, say, when
from cunzhao.errors import NotFound, UsageError
from cunzhao.index import not_indexed
from cunzhao.shapes import article_shape, search_shape
from cunzhao.types import ArticleView, DiffRun, Hit

Id = Annotated[str, typer.Argument(metavar="ID", help="An article, revision or capture, or the article's URL.")]


def search(
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY", help='Words, "phrases", -not, from:, before:, after:, …')
    ],
    directory: Dir = HERE,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Hits to print.")] = 20,
    newest: Annotated[bool, typer.Option("--newest", help="Newest first instead of best first.")] = False,
    as_json: Json = False,
) -> None:
    """Find articles; the number found is exact. Put a query that begins with - behind --."""
    order: Order = "newest" if newest else "relevance"
    found = Archive.open(directory).reading().search(" ".join(query), limit=limit, order=order)
    if found.pending:
        err.print(f"{not_indexed(found.pending)}: run `cunzhao run`", markup=False)
    if as_json:
        print_json(search_shape(found))
        return
    for hit in found.hits:
        say(f"{hit.line.id}  {hit.line.title}\n    {hit.line.source_name}, {when(hit.line.published.at)}")
        say("    " + _marked(hit))
    say(f"{found.total} found" + (f", {len(found.hits)} shown" if found.total > len(found.hits) else ""))


def _marked(hit: Hit) -> str:
    """The snippet; on a terminal the hits stand in brackets, since captured text must not control the terminal."""
    shown, at = [], 0
    for start, end in hit.marks:
        shown += [hit.snippet[at:start], "[", hit.snippet[start:end], "]"]
        at = end
    return "".join([*shown, hit.snippet[at:]]).replace("\n", " ")


def show(article: Id, directory: Dir = HERE, as_json: Json = False) -> None:
    """An article with its evidence: every date claim, every capture, every revision."""
    view = Archive.open(directory).reading().article(article)
    if as_json:
        print_json(article_shape(view))
    else:
        _tell_article(view)


def _tell_article(view: ArticleView) -> None:
    line = view.line
    say(line.title)
    say(f"{line.source_name} · {', '.join(view.authors) or 'no author named'} · {line.language or 'language unknown'}")
    say(line.url)
    say(f"published {when(line.published.at)}: {line.published.why}")
    _tell_state(view)
    say()
    say(view.current.text)
    say()
    for removed in view.current.removed:
        say(f"left out: {removed}")
    for claim in view.claims:
        say(f"claim ({claim.kind}): {claim.raw} = {when(claim.at)}, in {claim.where}")
    for revision in view.revisions:
        say(f"revision {revision.id}: {when(revision.at)} {', '.join(revision.grades)}".rstrip())
    for c in view.captures:
        say(f"capture {c.capture.id}: {when(c.capture.at)} sha256 {c.capture.payload_digest} log leaf {c.leaf}")
    for copy in view.copies:
        say(f"also carried by {copy.source_name}: {copy.article} ({copy.overlap:.0%} shared)")
    say(f"images: {line.images_held} of {line.images_named} held")


def _tell_state(view: ArticleView) -> None:
    """What a reader must know before the text: whether the page is still there, and what the text lacks."""
    since = f" since {when(view.gone_since)}" if view.gone_since is not None else ""
    if view.line.state != "live" or since:
        say(f"state: {view.line.state}{since}; the text is what was held before")
    for lost in view.current.partial:
        say(f"partial: {lost}")


def diff(
    article: Id,
    old: Annotated[
        int | None, typer.Argument(help="The older revision's number.", show_default="the one before NEW")
    ] = None,
    new: Annotated[int | None, typer.Argument(help="The newer revision's number.", show_default="the newest")] = None,
    directory: Dir = HERE,
    as_json: Json = False,
) -> None:
    """What changed between two revisions: words, or characters for CJK."""
    reading = Archive.open(directory).reading()
    view = reading.article(article)
    newer = view.current.number if new is None else new
    older = newer - 1 if old is None else old
    many = len(view.revisions)
    if many == 1 and old is None:
        raise UsageError(f"article {view.line.id} has one revision only; there is nothing to compare")
    for number in (older, newer):
        if not 1 <= number <= many:
            raise NotFound(f"article {view.line.id} has no revision {number}; its revisions are 1 to {many}")
    edit = reading.edit(view.line.id, older, newer)
    if as_json:
        print_json(
            {
                "id": view.line.id,
                "old": older,
                "new": newer,
                "grades": edit.grades,
                "title": edit.title,
                "text": edit.text,
            }
        )
        return
    say(f"{view.line.id}: revision {older} to {newer}: {', '.join(edit.grades) or 'no change'}")
    _tell_runs(edit.title)
    _tell_runs(edit.text)


SHOWN_AROUND = 60
"""Characters of unchanged text shown on either side of a change."""


def _tell_runs(runs: tuple[DiffRun, ...]) -> None:
    parts = []
    for run in runs:
        if run.op == "same":
            parts.append(_shortened(run.text))
        else:
            parts.append(f"[-{run.text}-]" if run.op == "gone" else f"{{+{run.text}+}}")
    say("".join(parts))


def _shortened(text: str) -> str:
    if len(text) <= 2 * SHOWN_AROUND:
        return text
    return f"{text[:SHOWN_AROUND]} … {text[-SHOWN_AROUND:]}"


class ReportLanguage(StrEnum):
    """Languages of a report."""

    en = "en"
    hans = "zh-Hans"
    hant = "zh-Hant"


class CiteFormat(StrEnum):
    """Formats of a citation."""

    bibtex = "bibtex"
    csl_json = "csl-json"


def cite(
    article: Id,
    directory: Dir = HERE,
    form: Annotated[CiteFormat, typer.Option("--format", help="bibtex or csl-json.")] = CiteFormat.bibtex,
    evidence: Annotated[bool, typer.Option("--evidence", help="A report on the evidence instead, as HTML.")] = False,
    lang: Annotated[ReportLanguage | None, typer.Option("--lang", help="Language of the report.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="All captures and revisions in the report.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to a file.")] = None,
    as_json: Json = False,
) -> None:
    """A citation with the archived time and the capture; or a report on what was captured, and what that proves."""
    if evidence:
        return _report(Archive.open(directory), article, lang, whole, output, as_json)
    if lang or whole:
        raise UsageError("--lang and --all go with --evidence")
    wanted = CiteFormat.csl_json if as_json else form
    cited = Archive.open(directory).reading().cite(article, wanted.value)
    if output is not None:
        _write(output, cited)
    elif wanted is CiteFormat.csl_json:
        print_json(json.loads(cited))
    else:
        say(cited.rstrip())
    return None


def _report(
    archive: Archive, name: str, lang: ReportLanguage | None, whole: bool, output: Path | None, as_json: bool
) -> None:
    """HTML, or JSON where asked for; to standard output, or into a file that is replaced."""
    from cunzhao.publish.messages import nearest
    from cunzhao.publish.report_page import report_html, report_json

    report = archive.reading().report(name, archive.clock(), whole)
    language = nearest(lang.value if lang else archive.settings.language)
    if as_json and output is None:
        print_json(report_json(report, language))
    elif as_json and output is not None:
        _write(output, json.dumps(report_json(report, language), ensure_ascii=False) + "\n")
    elif output is None:
        sys.stdout.write(report_html(report, language))
    else:
        _write(output, report_html(report, language))


def _write(output: Path, text: str) -> None:
    try:
        output.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written ({error.strerror}); name a file in a folder you can write to"
        ) from None
