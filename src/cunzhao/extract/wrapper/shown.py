"""Where a source's pages show title, authors and date to readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from cunzhao.extract.lines import key_of
from cunzhao.extract.wrapper.container import Sample, selectors_of
from cunzhao.extract.wrapper.runs import Run
from cunzhao.types import Extraction

_LONGEST = 200
"""Characters of a line that shows authors or a date; a longer one is text."""
_MOST_TRIED = 40
_AGREED = 0.5
"""Share of the pages that show something on which a selector must find the line that shows it."""

Shows = Callable[[Run, Extraction], bool]


def shown(samples: Sequence[Sample], reads: Sequence[Extraction]) -> Mapping[str, str]:
    """Selectors for ``title``, ``authors`` and ``date``, in the order in which they come on the page; only those that were
    found."""
    found: dict[str, tuple[float, str]] = {}
    for name, shows in (("title", _title), ("authors", _authors), ("date", _date)):
        best = _best(samples, reads, shows)
        if best is not None:
            found[name] = best
    return {name: selector for name, (_, selector) in sorted(found.items(), key=lambda item: item[1][0])}


def _best(samples: Sequence[Sample], reads: Sequence[Extraction], shows: Shows) -> tuple[float, str] | None:
    """The selector that finds such a line first on most pages, and how far down the page it stands."""
    lines = [[(i, r) for i, r in enumerate(s.runs) if shows(r, e)][:5] for s, e in zip(samples, reads, strict=True)]
    with_any = [i for i, found in enumerate(lines) if found]
    proposed = Counter(s for i in with_any for _, run in lines[i] for s in set(selectors_of(run.node)))
    best: tuple[float, str] | None = None
    most = max(_AGREED * len(with_any), 1.0)
    for selector, _ in sorted(proposed.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TRIED]:
        hits = 0.0
        places: list[int] = []
        for i, sample in enumerate(samples):
            node = sample.tree.css_first(selector)
            right = next((n for n, run in lines[i] if node is not None and run.node.mem_id == node.mem_id), None)
            hits += 1.0 if right is not None else 0.0 if node is None else -0.5
            places += [] if right is None else [right]
        if hits > most or (hits == most and best is None):
            best, most = (sum(places) / len(places), selector), hits
    return best


def _title(run: Run, read: Extraction) -> bool:
    return bool(run.key) and run.key == key_of(read.title or "")


def _authors(run: Run, read: Extraction) -> bool:
    keys = [key_of(name) for name in read.authors]
    return bool(keys) and len(run.text) <= _LONGEST and all(key in run.key for key in keys)


def _date(run: Run, read: Extraction) -> bool:
    raws = [" ".join(c.raw.split()) for c in read.claims if c.kind in ("text", "time") and not c.modified]
    return 0 < len(run.text) <= _LONGEST and any(len(raw) >= 6 and raw in run.text for raw in raws)
