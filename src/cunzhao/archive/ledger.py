"""The ledger as readers see it: one statement that several outlets carry is one entry, with what differs marked; and what a
speaker said before in nearly the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from cunzhao.compare import diff
from cunzhao.errors import UsageError
from cunzhao.said.actors import LONGEST_ALIASES, Actors, actors_of, read_aliases
from cunzhao.said.same import NEAR, SAME, likeness
from cunzhao.shapes import plain, said_shape
from cunzhao.store import Store
from cunzhao.store.said import cursor_of
from cunzhao.text import Folded
from cunzhao.types import DiffRun, SaidFilter, SaidLine, SpeakerLine

TOGETHER = timedelta(days=3)
"""Outlets carry a statement within so many days of each other; later the same words are said again."""
AT_ONCE = 2
"""Statements that are read at once, for each entry that is wanted, since some stand in another's."""
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Like:
    """Another statement of the same actor in nearly the same words: how alike the two are (0 to 1), and what differs."""

    line: SaidLine
    likeness: float
    runs: tuple[DiffRun, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the ledger: the newest statement of a group, the others of the group, what an edit changed in it (from the
    words before to those of now), and the statement of an earlier day from which it differs least."""

    line: SaidLine
    others: tuple[Like, ...] = ()
    edit: tuple[DiffRun, ...] = ()
    earlier: Like | None = None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of the ledger, the newest days first; ``next`` is the cursor of the page after it, or None. ``total`` counts
    statements, those that stand together in one entry each."""

    entries: tuple[Entry, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of the ledger: a name, words, days (a year, a month or a day), an outlet."""

    by: str = ""
    about: str = ""
    after: str = ""
    before: str = ""
    source: str = ""
    everything: bool = False


_known: dict[Path, tuple[object, Actors]] = {}
"""The actors of the archive that was asked last: one, so that a reading room need not learn them for each page."""


def actors_in(store: Store, aliases: Path) -> Actors:
    """Who is who in an archive. Raises UsageError for an aliases file that cannot be read."""
    state = (store.path, store.mark(), _stamp(aliases))
    held = _known.get(aliases)
    if held is None or held[0] != state:
        held = (state, actors_of(store.glosses(), store.bonds(), read_aliases(_text_of(aliases))))
        _known.clear()
        _known[aliases] = held
    return held[1]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.read(LONGEST_ALIASES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); correct its permissions or take it away") from None


def filter_of(asked: Asked, actors: Actors) -> SaidFilter:
    """The same for the store. Raises UsageError for a day that is none."""
    return SaidFilter(
        keys=actors.keys_of(asked.by) if asked.by.strip() else None,
        about=asked.about,
        after=_day(asked.after),
        before=_day(asked.before),
        source=asked.source,
        sure=not asked.everything,
    )


def _day(text: str) -> str:
    """The first day of a year, month or day."""
    from cunzhao.index.dates import period

    if not text.strip():
        return ""
    try:
        return period(text.strip())[0].date().isoformat()
    except ValueError as error:
        raise UsageError(f"{text[:40]!r}: {error}") from None


def page_of(store: Store, actors: Actors, wanted: SaidFilter, limit: int, cursor: str | None = None) -> LedgerPage:
    """A page of entries. Raises UsageError for a cursor that is none, or a limit that makes no sense."""
    if not 1 <= limit <= MOST:
        raise UsageError(f"limit must be 1 to {MOST}, not {limit}")
    entries: list[Entry] = []
    while True:
        lines = store.said(wanted, limit * AT_ONCE + 1, cursor)
        near = _Near.of(store, actors, wanted, lines)
        for line in lines[: limit * AT_ONCE]:
            made = _entry(line, near)
            if made is not None:
                if len(entries) == limit:
                    return LedgerPage(tuple(entries), store.count_said(wanted), cursor)
                entries.append(made)
            cursor = cursor_of(line)
        if len(lines) <= limit * AT_ONCE:
            return LedgerPage(tuple(entries), store.count_said(wanted), None)


@dataclass(frozen=True, slots=True)
class _Near:
    """The statements with like words, of some: those of one actor, and which of them the filter finds too."""

    of_line: Mapping[int, Sequence[SaidLine]]
    found: frozenset[int]

    @classmethod
    def of(cls, store: Store, actors: Actors, wanted: SaidFilter, lines: Sequence[SaidLine]) -> _Near:
        spoken = [line for line in lines if line.key]
        candidates = {line.n: store.neighbours(line.n, actors.keys_with(line.key)) for line in spoken}
        ns = sorted({n for others in candidates.values() for n in others})
        held = {line.n: line for line in store.statements(ns)}
        near = {n: [held[other] for other in others if other in held] for n, others in candidates.items()}
        return cls(near, store.among(wanted, ns) if ns else frozenset())


def _entry(line: SaidLine, near: _Near) -> Entry | None:
    """The entry of a statement; None where it stands in that of another one, which comes before it in the list."""
    alike = [(likeness(line.noted.text, other.noted.text), other) for other in near.of_line.get(line.n, ())]
    same = [
        (share, o) for share, o in alike if share >= SAME and _apart(line, o) <= TOGETHER and _other_article(line, o)
    ]
    same = [(share, o) for share, o in same if o.n in near.found]
    if any((other.day, other.n) > (line.day, line.n) for _, other in same):
        return None
    others = sorted(same, key=lambda pair: (pair[1].day, pair[1].n))
    return Entry(
        line,
        tuple(_like(other, line, share) for share, other in others),
        _runs(line.was, line.noted.text, line) if line.was is not None else (),
        _earlier(line, alike),
    )


def _earlier(line: SaidLine, alike: Iterable[tuple[float, SaidLine]]) -> Like | None:
    """The statement of an earlier day, not of the same occasion, that is most like it; the latest of equals."""
    before = [
        (share, o.day, o.n, o)
        for share, o in alike
        if share >= NEAR and o.day < line.day and _apart(line, o) > TOGETHER
    ]
    if not before:
        return None
    share, _, _, other = max(before, key=lambda each: each[:3])
    return _like(other, line, share)


def _like(other: SaidLine, line: SaidLine, share: float) -> Like:
    """From the other one's words to those of the entry."""
    return Like(other, share, _runs(other.noted.text, line.noted.text, line))


def _runs(old: str, new: str, line: SaidLine) -> tuple[DiffRun, ...]:
    return differences(old, new, line.article.language)


def differences(old: str, new: str, language: str | None = None) -> tuple[DiffRun, ...]:
    """What leads from one wording to another, in the letters of each; script (简, 繁), case and width are no difference."""
    before, after = Folded.of(old), Folded.of(new)
    runs: list[DiffRun] = []
    i = j = 0
    for run in diff(before.text, after.text, language):
        size = len(run.text)
        whole, at = (before, i) if run.op == "gone" else (after, j)
        source = old if run.op == "gone" else new
        start, end = whole.span(at, at + size)
        runs.append(DiffRun(run.op, source[start:end]))
        i += size if run.op != "new" else 0
        j += size if run.op != "gone" else 0
    return tuple(runs)


def _apart(line: SaidLine, other: SaidLine) -> timedelta:
    try:
        return abs(date.fromisoformat(line.day) - date.fromisoformat(other.day))
    except ValueError:  # a year before 1 or after 9999 is no day that can be compared
        return timedelta.max


def _other_article(line: SaidLine, other: SaidLine) -> bool:
    return line.article.id != other.article.id


def speakers_of(lines: Iterable[SpeakerLine], actors: Actors) -> tuple[SpeakerLine, ...]:
    """Speakers put together by actor, under the name with the most statements; those with the most statements first."""
    held: dict[str, SpeakerLine] = {}
    for line in lines:
        actor = actors.id_of(line.key)
        before = held.get(actor)
        if before is None:
            held[actor] = line
        else:
            held[actor] = replace(
                before,
                statements=before.statements + line.statements,
                first=min(before.first, line.first),
                last=max(before.last, line.last),
            )
    return tuple(sorted(held.values(), key=lambda s: (-s.statements, s.key)))


# -- as JSON ----------------------------------------------------------------------------------------------------------


def page_shape(page: LedgerPage) -> dict[str, object]:
    """``{"total", "next", "statements": […]}``: each with ``others`` (the same elsewhere), ``edit``, ``earlier``."""
    return {"total": page.total, "next": page.next, "statements": [entry_shape(entry) for entry in page.entries]}


def entry_shape(entry: Entry) -> dict[str, object]:
    """An entry of the ledger."""
    more: dict[str, object] = {"edit": entry.edit, "others": [_like_shape(other) for other in entry.others]}
    more["earlier"] = _like_shape(entry.earlier) if entry.earlier is not None else None
    return said_shape(entry.line) | {key: plain(value) for key, value in more.items()}


def _like_shape(like: Like) -> dict[str, object]:
    return said_shape(like.line) | {"likeness": round(like.likeness, 3), "differs": plain(like.runs)}
