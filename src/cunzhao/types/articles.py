"""What is read from a page, and what changed between two readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from cunzhao.types.basics import BlockKind, ClaimKind, PageKind, Precision
from cunzhao.types.evidence import Claim


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a block's text: characters ``start`` to ``end`` point to ``url``."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article's body.

    ``text`` is the whole text of the block (a figure's caption; a list's items and a table's rows joined by newlines).
    ``level`` is a heading's 1 to 6, or 1 for a numbered list. ``url`` is a figure's image.
    """

    kind: BlockKind
    text: str
    level: int = 0
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str | None = None
    credit: str | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """An image that belongs to an article; ``role`` is ``lead`` for the page's own preview image, else ``body``."""

    url: str
    alt: str = ""
    caption: str = ""
    role: Literal["lead", "body"] = "body"


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, as far as the claims allow: a time, the interval it must lie in, and the reason.

    ``at`` is None where no claim can be used; ``precision`` says how much of ``at`` is meant. ``by`` is the kind of the
    claim that decided. ``why`` is English; ``reasons`` are the same as codes with arguments (see :mod:`cunzhao.reasons`).
    """

    at: datetime | None
    not_before: datetime | None
    not_after: datetime | None
    why: str
    precision: Precision = "second"
    by: ClaimKind | None = None
    reasons: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of answer a response is, with the reasons in words."""

    kind: PageKind
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states of itself in one place: of one ``field`` the most trusted statement comes first, and is the value.

    ``field`` is ``title``, ``authors``, ``standfirst``, ``section``, ``canonical``, ``language``, ``wire``, ``logo`` or
    ``author-image``; several names are joined by semicolons. ``where`` names the place, for people.
    """

    field: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """The clean reading of one capture by one extractor.

    ``partial`` lists what could not be read, in words; it is empty when nothing was lost. ``removed`` lists what was left out
    of the body on purpose (ad slots, promotions), in words. ``charset`` is the encoding used and how it was decided.

    ``authors`` are people, or where none signed the desks; ``desks`` are those among them that are no people. ``standfirst`` is
    the visible summary under the headline, ``description`` the page's own. ``wires`` are the agencies and other sources that
    are credited, ``notices`` what the page says of its own corrections and updates. ``stated`` keeps every statement.
    """

    url: str
    extractor: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    language: str | None = None
    canonical: str | None = None
    description: str | None = None
    blocks: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    charset: str = ""
    partial: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    standfirst: str | None = None
    section: str | None = None
    desks: tuple[str, ...] = ()
    wires: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()

    @property
    def text(self) -> str:
        """The clean text, one paragraph a line; captions of figures are not part of it."""
        return "\n".join(line for b in self.blocks if b.kind != "figure" for line in b.text.split("\n") if line)


# -- compare ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DiffRun:
    """A stretch of a comparison: text that both have, or that only the older or the newer one has."""

    op: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What changed between two revisions: its grades (gravest first) and the runs of title and text."""

    grades: tuple[Literal["headline", "number", "name", "removed", "added", "wording", "typo"], ...]
    title: tuple[DiffRun, ...]
    text: tuple[DiffRun, ...]
