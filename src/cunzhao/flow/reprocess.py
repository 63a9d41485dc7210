"""Old captures read again by the extractor of today: what is shown of a state is replaced, and no state is added.

    for each batch of articles:  read all their captures back -> extract (all cores) -> write each article anew

Each batch is one transaction, so that an interrupt loses one batch, and the next call goes on where this one ended: what was
read by the extractor of today is not looked at again. See docs/design/0008.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from cunzhao.errors import StorageError
from cunzhao.flow import articles, ingest_page, journal, names, replay, saying, wrapping
from cunzhao.flow.context import Context
from cunzhao.flow.ingest import in_words, is_article_like, loaded, parts
from cunzhao.flow.reading import Read
from cunzhao.said import VERSION
from cunzhao.store import Transaction, renewal
from cunzhao.store.renewal import Wanted
from cunzhao.store.rows import Row
from cunzhao.types import Capture, Progress, ReprocessReport, Revision, silent

ARTICLES = 32
"""Articles per transaction: half a second of writing, and what an interrupt costs."""
UNREAD = 64


@dataclass(frozen=True, slots=True)
class _Plan:
    """An article that can be written anew; ``retired`` are places of leaves, ``new``: a reader sees another text."""

    row: Row
    made: Sequence[replay.Step]
    old: Sequence[Revision]
    retired: Sequence[int]
    new: bool


def reprocess(
    context: Context, wanted: Wanted, *, dry_run: bool = False, progress: Progress = silent
) -> ReprocessReport:
    """Read again what another version has read, and what could not be read; ``dry_run`` only says what would change."""
    report = ReprocessReport()
    for found in _unread(context, wanted):
        report = _take(context, report, found, dry_run)
        progress(f"{report.taken} captures read that could not be read before")
    if not dry_run:
        wrapping.renew(context)
    after = -1
    today = context.reading.versions | wrapping.versions(context.store)
    wraps = context.reading.wraps
    while rows := renewal.stale(context.store, today, wanted, after, ARTICLES, wraps=wraps):
        after = rows[-1]["n"]
        report = _again(context, report, rows, dry_run)
        progress(f"{report.articles} articles read again, {report.changed} changed")
    for ids in _unheard(context, wanted):
        report = replace(report, heard=report.heard + len(ids))
        if not dry_run:
            _hear(context, ids)
        progress(f"statements of {report.heard} articles read again")
    return report


# -- statements that another version has read -------------------------------------------------------------------------


def _unheard(context: Context, wanted: Wanted) -> Iterator[list[str]]:
    """Ids of the articles whose statements are to be read again, batch by batch."""
    after = -1
    while rows := context.store.unheard(VERSION, after, ARTICLES):
        after = rows[-1]["n"]
        found = [row["id"] for row in rows if renewal.is_wanted(context.store, row["id"], wanted)]
        if found:
            yield found


def _hear(context: Context, ids: Sequence[str]) -> None:
    """Read the statements of these articles from their texts as they are, and write them anew."""
    revisions = {article: context.store.revisions(article) for article in ids}
    texts = [saying.told(context.store, r) for found in revisions.values() for r in found]
    heard = iter(context.reading.hear(texts))
    with context.store.write() as transaction:
        for article, found in revisions.items():
            saying.write_again(transaction, article, [(r, next(heard)) for r in found])


# -- what could not be read before ------------------------------------------------------------------------------------


def _unread(context: Context, wanted: Wanted) -> Iterator[list[tuple[Capture, Read]]]:
    """Captures that can be read now, batch by batch."""
    after = -1
    while lines := renewal.unread(context.store, wanted, after, UNREAD):
        after = lines[-1].leaf or 0
        reads = _reads(context, [line.capture for line in lines])
        yield [(c, r) for c, r in reads.values() if isinstance(r, Read) and r.verdict.kind != "unread"]


def _take(
    context: Context, report: ReprocessReport, found: Sequence[tuple[Capture, Read]], dry_run: bool
) -> ReprocessReport:
    known: dict[str, None] = {}
    if found and not dry_run:
        with context.store.write() as transaction:
            for capture, read in found:
                article = _place(transaction, capture, read)
                if article is not None:
                    known[article] = None
        context.index.catch_up()
        rows = [row for name in known if (row := context.store.article_row(name)) is not None]
        for start in range(0, len(rows), ARTICLES):
            report = _again(context, report, rows[start : start + ARTICLES], dry_run)
    return replace(report, taken=report.taken + len(found))


def _place(transaction: Transaction, capture: Capture, read: Read) -> str | None:
    """Where a capture belongs that can be read now: a new article is taken in; of a known one it may be an older state, so
    that the article is written anew (its id is returned). An answer that is no article says nothing of today."""
    if read.verdict.kind != "article":
        transaction.ingested(capture.id, read.verdict)
        return None
    article = names.find(transaction.read, capture, read.extraction)
    if article is None:
        ingest_page.take_new(transaction, capture, read)
        return None
    transaction.ingested(capture.id, read.verdict, article)
    return article


# -- what another version has read ------------------------------------------------------------------------------------


def _again(context: Context, report: ReprocessReport, rows: Sequence[Row], dry_run: bool) -> ReprocessReport:
    """One batch of articles: read, planned, and written unless this is only a rehearsal."""
    found = {row["id"]: _captures(context, row["id"]) for row in rows}
    reads = _reads(context, [c for captures in found.values() for c in captures])
    plans, failed = [], []
    for row in rows:
        why = next((r for c in found[row["id"]] if isinstance(r := _article(reads[c.id][1]), str)), None)
        if why is not None or not found[row["id"]]:
            failed.append((str(row["id"]), why or "none of its captures can be read"))
        else:
            pairs = (reads[c.id] for c in found[row["id"]])
            plans.append(_plan(context, row, [(c, r) for c, r in pairs if isinstance(r, Read)]))
    if plans and not dry_run:
        failed += _write(context, plans)
        context.index.catch_up()
    lost = {name for name, _ in failed}
    done = [plan for plan in plans if plan.row["id"] not in lost]
    changed = sum(plan.new for plan in done)
    return replace(
        report,
        articles=report.articles + len(rows),
        changed=report.changed + changed,
        unchanged=report.unchanged + len(done) - changed,
        failed=(*report.failed, *failed),
    )


def _captures(context: Context, article: str) -> list[Capture]:
    """The captures of an article that brought bytes of their own, in log order: those that ingest would read."""
    lines = renewal.readings_of(context.store, article)
    return [line.capture for line in lines if ingest_page.same_answer_before(context.store, line.capture) is None]


def _reads(context: Context, captures: Sequence[Capture]) -> Mapping[str, tuple[Capture, Read | str]]:
    """Each capture with its reading, or with why its bytes cannot be had; only a part of the bytes is held at a time."""
    done: dict[str, tuple[Capture, Read | str]] = {}
    for part in parts(captures):
        materials = [loaded(context, capture) for capture in part]
        done.update({m.capture.id: (m.capture, m.unreadable or "its bytes are no page") for m in materials})
        pages = [m for m in materials if not m.unreadable and is_article_like(m)]
        done.update({m.capture.id: (m.capture, r) for m, r in zip(pages, context.reading.read(pages), strict=True)})
    return done


def _article(read: Read | str) -> Read | str:
    """The reading of an article, or why it is none: then the older reading stays, since what was read once is not given up."""
    if isinstance(read, str) or read.verdict.kind == "article":
        return read
    return f"{read.verdict.kind}: {'; '.join(read.verdict.reasons)}"


def _plan(context: Context, row: Row, found: Sequence[tuple[Capture, Read]]) -> _Plan:
    old = context.store.revisions(row["id"])
    made = replay.steps(row["id"], found, partial(articles.generic, context))
    new = replay.revisions(made)
    return _Plan(row, made, old, _retired(context, old, new), replay.differs(old, new))


def _retired(context: Context, old: Sequence[Revision], new: Sequence[Revision]) -> list[int]:
    """The places of the leaves of texts that are not shown any more."""
    lines = {r.capture: line for r in (*old, *new) if (line := context.store.capture(r.capture)) is not None}
    captures = {name: line.capture for name, line in lines.items()}
    kept = replay.leaves(new, captures)
    behind = {e: lines[r.capture].leaf or 0 for r in old for e in replay.leaves([r], captures) if e not in kept}
    return list(renewal.places(context.store, behind).values())


def _write(context: Context, plans: Sequence[_Plan]) -> list[tuple[str, str]]:
    """Write a batch; an article that cannot be written keeps its older reading, and the reason is returned."""
    failed: list[tuple[str, str]] = []
    told: dict[str, None] = {}
    with context.store.write() as transaction:
        for plan in plans:
            try:
                with transaction.savepoint():
                    told |= dict.fromkeys(_renew(context, transaction, plan))
            except StorageError:
                raise
            except Exception as error:
                failed.append((str(plan.row["id"]), in_words(error)))
        if told:
            extractors = sorted({r.extractor for plan in plans for r in replay.revisions(plan.made)})
            entry = {"kind": "reprocess", "extractors": extractors, "articles": sorted(told)}
            journal.apply(transaction, context.journal.append(entry))
    return failed


def _renew(context: Context, transaction: Transaction, plan: _Plan) -> set[str]:
    """Write one article anew; returns the articles of which readers are shown something else now."""
    article = str(plan.row["id"])
    before = _shown(transaction, article)
    touched = replay.write(transaction, plan.row, plan.made, plan.retired, copies=plan.new)
    new = replay.revisions(plan.made)
    captures = {step.capture.id: step.capture for step in plan.made}
    held = {(r.id, r.capture, r.text_digest, r.extractor) for r in plan.old}
    fresh = [r for r in new if (r.id, r.capture, r.text_digest, r.extractor) not in held]
    for leaf in replay.leaves(fresh, captures).values():
        transaction.add_leaf(leaf)
    return touched | ({article} if plan.new or _shown(transaction, article) != before else set())


def _shown(transaction: Transaction, article: str) -> object:
    """What is shown of an article but for the extractor's name."""
    view = transaction.read.article(article)
    assert view is not None
    return replace(view, current=replace(view.current, extractor=""), revisions=())
