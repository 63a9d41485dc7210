"""What each place of a source's pages is: from what the teacher took its lines for, and from what recurs on other pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cunzhao.extract.wrapper.decide import BELIEF, MOST_REPEATED, form_of
from cunzhao.extract.wrapper.labels import Label
from cunzhao.extract.wrapper.model import FORMS, Form, Says
from cunzhao.extract.wrapper.runs import Run

MOST_REPEATS = 300
MOST_PLACES = 600
_REPEATED = 0.15
"""Share of the pages on which a short line must stand to be furniture; a long one (40 letters) needs two pages."""
_LONG = 40
_SHORTEST = 3
_BOXES = ("aside", "nav", "footer", "form", "details", "dialog")
_EXAMPLE = 60

Read = tuple[Sequence[Run], Sequence[Label]]
"""The runs of one page's container and what the teacher took each for."""


@dataclass(slots=True)
class _Counted:
    """What was seen of one place: for each form, the share of text on each page; captions, images, others; an example."""

    shares: dict[Form, list[float]] = field(default_factory=lambda: {form: [] for form in FORMS})
    pages: int = 0
    captions: int = 0
    images: int = 0
    others: int = 0
    example: str = ""


def furniture(pages: Sequence[Read]) -> tuple[str, ...]:
    """The keys of lines that recur on several pages. A line of the text does not: two pages with the same text are one
    article."""
    counts = Counter(
        key
        for runs, _ in pages
        for key in {run.key for run in runs if len(run.text) <= MOST_REPEATED and len(run.key) >= _SHORTEST}
    )
    often = max(2.0, _REPEATED * len(pages))
    found = [k for k, n in counts.items() if n >= (2 if len(k) >= _LONG else often) and not k.isdigit()]
    return tuple(sorted(sorted(found, key=lambda k: (-counts[k], k))[:MOST_REPEATS]))


def places(pages: Sequence[Read], repeats: Collection[str]) -> Mapping[str, Says]:
    """What each place says, by its path."""
    counted: dict[tuple[str, ...], _Counted] = defaultdict(_Counted)
    for runs, labels in pages:
        _count(counted, runs, labels, repeats)
    said = {place: _says(found) for place, found in counted.items()}
    for place in _furniture_only(counted):
        said[place] = Says(drop=True, pages=counted[place].pages, example=counted[place].example)
    below = {p for p in said if any(said[p[:n]].drop for n in range(1, len(p)) if p[:n] in said)}
    kept = sorted((place for place in said if place not in below), key=lambda p: (-counted[p].pages, p))[:MOST_PLACES]
    return {" ".join(place): said[place] for place in sorted(kept)}


def _count(
    counted: dict[tuple[str, ...], _Counted], runs: Sequence[Run], labels: Sequence[Label], repeats: Collection[str]
) -> None:
    seen: dict[tuple[str, ...], dict[Form, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for run, label in zip(runs, labels, strict=True):
        here = counted[run.place]
        if run.image is not None:
            here.images += label == "image"
            here.others += label != "image"
        elif run.key:
            is_text = label == "text" and run.key not in repeats
            here.captions += label == "caption"
            here.others += label != "caption"
            seen[run.place][form_of(run)].append(is_text)
        here.example = here.example or run.text[:_EXAMPLE]
    for place in {run.place for run in runs}:
        counted[place].pages += 1
    for place, forms in seen.items():
        for form, texts in forms.items():
            counted[place].shares[form].append(sum(texts) / len(texts))


def _says(found: _Counted) -> Says:
    """Each form's share, drawn towards what is likely of any place by as much as one page says; a form that was not seen
    goes by the place's others."""
    every = [share for shares in found.shares.values() for share in shares]
    said: dict[Form, float | None] = {}
    for form in FORMS:
        shares = found.shares[form]
        if shares:
            said[form] = round((sum(shares) + BELIEF[form]) / (len(shares) + 1), 3)
        elif every:
            weight = min(len(every), 1 if form == "linked" else 3)
            said[form] = round((weight * sum(every) / len(every) + BELIEF[form]) / (weight + 1), 3)
    return Says(
        run=said.get("run"),
        short=said.get("short"),
        linked=said.get("linked"),
        caption=found.captions > found.others,
        image=found.images > 0 and found.images >= found.others,
        pages=found.pages,
        example=found.example,
    )


def _furniture_only(counted: Mapping[tuple[str, ...], _Counted]) -> Iterable[tuple[str, ...]]:
    """Places with a name of their own, seen on two pages, below which nothing ever was the article's."""
    good: set[tuple[str, ...]] = set()
    pages: Counter[tuple[str, ...]] = Counter()
    for place, found in counted.items():
        has = found.captions or found.images or any(share > 0 for shares in found.shares.values() for share in shares)
        for n in range(1, len(place) + 1):
            pages[place[:n]] = max(pages[place[:n]], found.pages)
            if has:
                good.add(place[:n])
    for place, n in pages.items():
        named = "." in place[-1] or "#" in place[-1] or place[-1] in _BOXES
        if place and place not in good and n >= 2 and named:
            counted[place].pages = n
            yield place
