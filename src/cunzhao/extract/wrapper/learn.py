"""A wrapper learned from a few pages of one source, with a generic extractor as teacher.

The teacher is right on most pages and wrong on some; what the pages have in common mends that: a place is what it is on most of
them, and a line that recurs is furniture whatever the teacher took it for. Whether the result is good enough is tried on pages
left out in turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from cunzhao.extract.charset import decode
from cunzhao.extract.lines import key_of
from cunzhao.extract.page import Page
from cunzhao.extract.published import derive_published
from cunzhao.extract.wrapper import container, labels
from cunzhao.extract.wrapper.apply import MAX_TAGS, apply
from cunzhao.extract.wrapper.head import SAID
from cunzhao.extract.wrapper.images import address
from cunzhao.extract.wrapper.model import Habits, Miss, Trial, Wrapper
from cunzhao.extract.wrapper.places import furniture, places
from cunzhao.extract.wrapper.runs import Run, runs_of
from cunzhao.extract.wrapper.shown import shown
from cunzhao.types import Extraction

FEWEST = 3
"""Pages: below, nothing tells what recurs from what does not."""
MOST = 24
"""Pages that one wrapper is learned from: more cost time and change little."""
FOLDS = 5
AGREED, HIT = 0.9, 0.5
"""A wrapper that agrees less with its teacher on pages left out, or reads fewer of them, is not used."""
SAME_TITLE = 0.9
_LITTLE_SOUP = 20
"""Letters per page: a byline or a place of writing that two articles share."""
_SAME_ARTICLE = 0.5
_LEAST = 120
"""Characters: a page with less text teaches nothing."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page, how the teacher read it, and the name under which it is on record."""

    name: str
    page: Page
    read: Extraction


@dataclass(frozen=True, slots=True)
class _Known:
    """A lesson, taken apart."""

    lesson: Lesson
    sample: container.Sample
    size: int
    tags: int


def learn(source: str, lessons: Sequence[Lesson]) -> Wrapper | None:
    """A wrapper with its trial; None where the pages are too few, too short or have no layout in common. The order of the
    lessons does not matter but for which of two readings of one article counts (the first)."""
    known = _distinct([made for lesson in lessons if (made := _known(lesson)) is not None])[-MOST:]
    if len(known) < FEWEST:
        return None
    wrapper = _induced(source, known)
    trial = _tried(source, known)
    why = _refused(trial)
    return replace(wrapper, trial=trial, used=not why, why=why)


def _known(lesson: Lesson) -> _Known | None:
    markup = decode(lesson.page.content, lesson.page.content_type).text
    tags = markup.count("<")
    if len(lesson.read.text) < _LEAST or tags > MAX_TAGS:
        return None
    tree = LexborHTMLParser(markup.encode("utf-8", "replace"))
    if tree.body is None:
        return None
    runs = runs_of(tree.body)
    return _Known(lesson, container.Sample(tree, runs, labels.labels_of(runs, lesson.read)), len(markup), tags)


def _distinct(known: Sequence[_Known]) -> list[_Known]:
    """Each article once: two addresses of one text would make all of it look like furniture."""
    kept: list[tuple[set[str], _Known]] = []
    for one in known:
        keys = {key for line in one.lesson.read.text.split("\n") if len(key := key_of(line)) >= 20}
        if not any(len(keys & other) > _SAME_ARTICLE * min(len(keys), len(other)) for other, _ in kept):
            kept.append((keys, one))
    return [one for _, one in kept]


def _induced(source: str, known: Sequence[_Known]) -> Wrapper:
    samples = [one.sample for one in known]
    reads = [one.lesson.read for one in known]
    selectors = container.containers(samples)
    pages = []
    for one in known:
        node, _ = container.find(one.sample.tree, selectors)
        if node is not None:
            runs = runs_of(node)
            pages.append((runs, _with_images(runs, one.lesson.read)))
    repeats = furniture(pages)
    sizes = sorted(len(read.text) for read in reads)
    languages = {read.language for read in reads}
    return Wrapper(
        source=source,
        teacher=reads[0].extractor,
        learned_from=tuple(one.lesson.name for one in known),
        containers=selectors,
        places=places(pages, repeats),
        furniture=repeats,
        shown=shown(samples, reads),
        habits=Habits(
            sizes[0],
            sizes[-1],
            max(one.size for one in known),
            max(one.tags for one in known),
            languages.pop() if len(languages) == 1 else None,
            any(tree.body is not None and tree.body.css_first(SAID) is not None for tree in (s.tree for s in samples)),
        ),
    )


def _with_images(runs: Sequence[Run], read: Extraction) -> list[labels.Label]:
    """What the teacher took each run for, images too."""
    urls = {b.url for b in read.blocks if b.kind == "figure"}
    found = labels.labels_of(runs, read)
    for i, run in enumerate(runs):
        if run.image is not None and address(run, read.url) in urls:
            found[i] = "image"
    return found


# -- trial ------------------------------------------------------------------------------------------------------------


def _tried(source: str, known: Sequence[_Known]) -> Trial:
    """Each page read by a wrapper that was learned from others."""
    folds = min(FOLDS, len(known))
    counts = Counter(key for one in known for key in {run.key for run in one.sample.runs})
    often = {key for key, n in counts.items() if n > 1 and len(key) >= 3}
    reads: list[tuple[Extraction, Extraction]] = []
    same_day = 0
    for fold in range(folds):
        rest = [one for i, one in enumerate(known) if i % folds != fold]
        wrapper = _induced(source, rest)
        for one in known[fold::folds]:
            made = apply(wrapper, one.lesson.page)
            if not isinstance(made, Miss):
                reads.append((made, one.lesson.read))
                same_day += _day(made, one.lesson) == _day(one.lesson.read, one.lesson)
    hits = len(reads)

    def mean(values: Sequence[float]) -> float:
        return round(sum(values) / hits, 4) if hits else 0.0

    return Trial(
        pages=len(known),
        hits=hits,
        agreement=mean([agreement(a, b) for a, b in reads]),
        titles=mean([key_of(a.title or "") == key_of(b.title or "") for a, b in reads]),
        days=round(same_day / hits, 4) if hits else 0.0,
        authors=mean([a.authors == b.authors for a, b in reads]),
        soup=mean([_soup(a, often) for a, _ in reads]),
        teacher_soup=mean([_soup(b, often) for _, b in reads]),
    )


def agreement(one: Extraction, other: Extraction) -> float:
    """The share (0 to 1) of their text that two readings of a page have in common, line by line."""
    a, b = (Counter(key for line in read.text.split("\n") if (key := key_of(line))) for read in (one, other))
    shared = sum(len(key) * n for key, n in (a & b).items())
    total = sum(len(key) * n for key, n in a.items()) + sum(len(key) * n for key, n in b.items())
    return 2 * shared / total if total else 1.0


def _soup(read: Extraction, often: set[str]) -> int:
    return sum(len(key) for line in read.text.split("\n") if (key := key_of(line)) in often)


def _day(read: Extraction, lesson: Lesson) -> str:
    at = derive_published(read.claims, lesson.page.seen_at).at
    return at.date().isoformat() if at else ""


def _refused(trial: Trial) -> str:
    """Why a wrapper is not used, in words; empty where it is."""
    if trial.hits < HIT * trial.pages:
        return f"it read only {trial.hits} of {trial.pages} pages"
    if trial.agreement < AGREED:
        return f"it agrees with the generic extractor on only {trial.agreement:.0%} of the text"
    if trial.titles < SAME_TITLE:
        return f"it found only {trial.titles:.0%} of the titles"
    if trial.soup > trial.teacher_soup + _LITTLE_SOUP:
        return "it lets through more of what recurs than the generic extractor"
    return ""
