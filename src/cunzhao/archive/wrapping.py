"""A source's wrappers as people see them: each with its dates, its places, and how it did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cunzhao.errors import NotFound, UsageError
from cunzhao.extract.wrapper import Wrapper, from_json, is_selector
from cunzhao.store import Reader, wrappers
from cunzhao.store.wrappers import NOT_IN_FORCE, Kept

COUNTED = 10_000
"""Pages since a wrapper came into force that are counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One wrapper: used for captures from ``valid_from`` to before ``valid_until`` where ``state`` is ``used``. ``wrapper``
    is None where nothing could be learned. ``pages`` were read since, ``missed`` of them were not by it; ``agreement`` (0 to
    1) is the mean over the ``checked`` ones that the generic extractor read too."""

    number: int
    state: str
    why: str
    valid_from: datetime
    valid_until: datetime | None
    articles: int
    wrapper: Wrapper | None
    pages: int
    missed: int
    checked: int
    agreement: float | None

    def to_json(self) -> Mapping[str, Any]:
        """For scripts."""
        made = asdict(self)
        made["wrapper"] = None if self.wrapper is None else self.wrapper.to_json() | {"version": self.wrapper.version}
        return made


def shown(store: Reader, source: str) -> tuple[Shown, ...]:
    """All wrappers of a source, oldest first."""
    rows = wrappers.of_source(store, source)
    return tuple(_shown(store, kept, rows[i + 1 :]) for i, kept in enumerate(rows))


def _shown(store: Reader, kept: Kept, later: Sequence[Kept]) -> Shown:
    following = next((other for other in later if other.state != NOT_IN_FORCE), None)
    reads = wrappers.reads_since(store, source=kept.source, leaf=kept.leaf, limit=COUNTED, digest=kept.digest)
    agreed = reads.agreements
    return Shown(
        number=kept.number,
        state=kept.state,
        why=kept.why,
        valid_from=kept.at,
        valid_until=None if following is None else following.at,
        articles=kept.articles,
        wrapper=from_json(json.loads(kept.data)) if kept.data else None,
        pages=reads.pages,
        missed=len(reads.misses),
        checked=len(agreed),
        agreement=round(sum(agreed) / len(agreed), 4) if agreed else None,
    )


def check(selector: str) -> str:
    """A selector that a person gave, if it is one. Raises UsageError."""
    if not is_selector(selector):
        raise UsageError(f"{selector!r} is no CSS selector; give one as in div.related or p#advert")
    return selector


def source_id(store: Reader, name: str) -> str:
    """The id of a followed source by its id or its name. Raises NotFound."""
    followed = store.followed()
    found = [s.id for s in followed if s.id == name] or [s.id for s in followed if s.name == name]
    if len(found) != 1:
        why = "is the name of several sources" if found else "is no source that is followed"
        raise NotFound(f"{name} {why}; name one of: {', '.join(s.id for s in followed) or 'none is followed yet'}")
    return found[0]
