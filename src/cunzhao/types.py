"""The values that flow between the stages. All are frozen; all times are aware datetimes in UTC.

The words are those of ``docs/glossary.md``: a *candidate* is sighted, an *exchange* went over the wire, a *capture* is an
exchange on record, an *extraction* is the clean reading of one capture, a *revision* is one state of an article's clean text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

Clock = Callable[[], datetime]
"""Returns now, aware, in UTC. Always an argument."""


def utc_now() -> datetime:
    """The clock of the machine, for whoever composes the parts."""
    return datetime.now(UTC)


Progress = Callable[[str], None]
"""Told one line of plain text at every step worth showing."""


def silent(_: str) -> None:
    """Progress that nobody watches."""


ChannelKind = Literal["feed", "sitemap", "listing"]
Purpose = Literal["feed", "sitemap", "listing", "home", "page", "image", "robots", "other"]
"""Why something was fetched; kept with the capture, so that ``rebuild`` knows how to read it again. ``other`` is evidence only:
what came along in an archive that was handed in."""

ClaimKind = Literal[
    "feed", "sitemap", "json-ld", "meta", "time", "text", "url", "last-modified", "first-seen", "fetched", "post"
]
Precision = Literal["second", "minute", "day", "month", "year"]
BlockKind = Literal["paragraph", "heading", "list", "quotation", "table", "figure", "code"]
PageKind = Literal[
    "article",
    "listing",
    "blocked",
    "consent",
    "paywall",
    "soft-404",
    "gone",
    "moved",
    "empty",
    "media",
    "other",
    "unread",
]
FailureKind = Literal[
    "dns", "refused", "timeout", "address", "redirects", "tls", "protocol", "robots", "wait", "url", "network"
]
Truncation = Literal["length", "time", "disconnect"]
Origin = Literal["fetched", "supplied", "imported"]
"""Who brought the bytes: our own client, a person's file, or another archive."""


# -- discover ---------------------------------------------------------------------------------------------------------


UrlWhy = Literal["fetched", "asked for", "named canonical by the page"]
"""Why a URL is held to be an article's: its text came from there, a redirect led from there to it, or it says so itself."""
URL_WHYS: tuple[UrlWhy, ...] = ("fetched", "asked for", "named canonical by the page")
"""The surest first."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One place where a source announces what exists, and why it was chosen."""

    kind: ChannelKind
    url: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet that is followed. ``id`` is a short readable key, unique in the archive."""

    id: str
    name: str
    home: str
    channels: tuple[Channel, ...]
    added: datetime
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about when an article was published, kept as it was found.

    ``at`` is None where ``raw`` cannot be read as a time. ``zone`` says whether the text stated a zone, or one was assumed.
    ``modified`` marks a claim about the last change and not about publication.
    """

    kind: ClaimKind
    raw: str
    at: datetime | None
    where: str
    precision: Precision = "second"
    zone: Literal["stated", "assumed"] = "stated"
    modified: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL sighted in a channel at a time, with what the channel claims about it."""

    url: str
    seen_at: datetime
    via: str
    title: str | None = None
    guid: str | None = None
    author: str | None = None
    claims: tuple[Claim, ...] = ()
    tags: tuple[str, ...] = ()


# -- fetch ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response as they went over the wire.

    ``request`` and ``response`` are the exact bytes (secrets removed and named in ``redacted``); ``payload`` is the body after
    transfer decoding and before content decoding. ``peer`` is ``address:port``; ``tls`` the SHA-256 of the peer's
    certificate, hex.
    """

    url: str
    request: bytes
    response: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    started: datetime
    ended: datetime
    peer: str
    method: str = "GET"
    tls: str | None = None
    truncated: Truncation | None = None
    redacted: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, or None; the case of the name does not matter."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that brought no usable response; ``message`` is one line for people."""

    url: str
    kind: FailureKind
    message: str
    at: datetime


# -- record -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Resource:
    """Bytes that did not come over our wire: a file handed in by a person, a post of another archive."""

    url: str
    content: bytes
    content_type: str
    origin: Origin
    at: datetime


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is to be put on record: exactly one of ``exchange``, ``resource``, ``failure``, and why it was made.

    ``facts`` are further words for the record's metadata (JSON strings), such as the robots verdict. ``origin`` says who made
    the exchange (a resource has its own).
    """

    purpose: Purpose
    source: str | None = None
    exchange: Exchange | None = None
    resource: Resource | None = None
    failure: Failure | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = "fetched"


@dataclass(frozen=True, slots=True)
class Capture:
    """A deposit on record.

    ``record_id`` is the WARC record's URN; ``path`` is relative to the archive's ``evidence`` folder; ``offset`` and
    ``length`` are bytes of the response, resource or revisit record in that file. Digests are lower-case hex SHA-256. A
    ``revisit`` has ``refers_to``, the capture id whose payload is identical. ``salt`` (hex) blinds the log leaf.
    """

    id: str
    record_id: str
    url: str
    purpose: Purpose
    source: str | None
    at: datetime
    kind: Literal["response", "revisit", "resource", "failure"]
    status: int | None
    content_type: str | None
    payload_digest: str
    block_digest: str
    size: int
    path: str
    offset: int
    length: int
    salt: str
    origin: Origin = "fetched"
    refers_to: str | None = None
    peer: str | None = None
    tls: str | None = None
    truncated: Truncation | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    error: str | None = None
    error_kind: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of the transparency log. ``entry`` is the exact bytes that the tree hashes; it names no URL."""

    kind: Literal["capture", "derive", "redaction", "gone", "journal"]
    entry: bytes
    subject: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a keeper took out of the archive: ``id`` is the journal entry's, ``at`` when it was decided, UTC.

    ``names`` are ids of articles: of those that went, and one for each of their addresses, under which nothing is to come back.
    ``captures`` are ids of captures; ``leaves`` the positions of what can no longer be opened; ``places``, by evidence file,
    where groups of records lay: (start, end, capture), in bytes.
    """

    id: str
    at: datetime
    who: str
    why: str
    names: frozenset[str]
    captures: frozenset[str]
    leaves: tuple[int, ...]
    places: Mapping[str, tuple[tuple[int, int, str], ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``verify`` or ``doctor`` has to say; ``level`` orders them."""

    level: Literal["ok", "warning", "damage", "tampering", "unchecked"]
    what: str
    where: str = ""
    advice: str = ""


# -- extract ----------------------------------------------------------------------------------------------------------


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
class Extraction:
    """The clean reading of one capture by one extractor.

    ``partial`` lists what could not be read, in words; it is empty when nothing was lost. ``removed`` lists what was left out
    of the body on purpose (ad slots, promotions), in words. ``charset`` is the encoding used and how it was decided.
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


# -- read models: what the store hands to web, publish and the command line ------------------------------------------------

ArticleState = Literal["live", "missing", "gone", "blocked"]
"""``missing``: its page was not found, which another look has to confirm before the article is called gone."""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as one line of a list."""

    id: str
    url: str
    source: str | None
    source_name: str
    title: str
    published: Published
    first_captured: datetime
    language: str | None
    state: ArticleState
    revisions: int
    images_held: int
    images_named: int
    summary: str
    tags: tuple[str, ...] = ()
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article's clean text; ``number`` counts from 1. ``id`` is ``<article id>.<number>``."""

    id: str
    article: str
    number: int
    capture: str
    at: datetime
    extractor: str
    title: str
    text: str
    text_digest: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...]
    grades: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldImage:
    """An image named by an article, and the capture that holds it (None: named, not held)."""

    image: Image
    capture: str | None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """A capture as the evidence panel shows it; ``leaf`` is its position in the log."""

    capture: Capture
    leaf: int | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that carries the same text; ``overlap`` is the share (0 to 1) of shared text."""

    article: str
    title: str
    source_name: str
    first_captured: datetime
    overlap: float


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with all that is known of it; ``current`` is the newest revision."""

    line: ArticleLine
    current: Revision
    revisions: tuple[Revision, ...]
    claims: tuple[Claim, ...]
    captures: tuple[CaptureLine, ...]
    images: tuple[HeldImage, ...]
    copies: tuple[Copy, ...]
    urls: tuple[str, ...]
    authors: tuple[str, ...]
    site_name: str | None
    categories: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    gone_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source with its figures; ``answers`` counts page captures by the kind of answer.

    ``pending`` are pages that were found and are not held yet: never asked for, or to be asked for again.
    """

    source: Source
    articles: int
    edited: int
    gone: int
    images_held: int
    images_named: int
    answers: Mapping[str, int]
    last_polled: datetime | None
    last_new: datetime | None
    last_error: str | None
    pending: int
    error_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the change log. ``seq`` only grows; consumers keep the last one they have done."""

    seq: int
    at: datetime
    kind: Literal["article", "revision", "reading", "adopted", "gone", "back", "copy", "image", "claim", "source"]
    subject: str


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles a list holds; ``day`` is a day of ``published`` in UTC."""

    source: str | None = None
    day: date | None = None
    tag: str | None = None
    only: Literal["edited", "gone", "copies"] | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of a list, newest first; ``next`` is the cursor of the page after it, or None."""

    lines: tuple[ArticleLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A search hit; ``snippet`` is plain text and ``marks`` are (start, end) in it."""

    line: ArticleLine
    snippet: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All of a search: the exact number of articles found, and one page of them.

    ``pending`` counts the changes that were not indexed yet: the search did not see them.
    """

    total: int
    hits: tuple[Hit, ...]
    pending: int = 0


# -- reports ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one round did for one source; field names are those of ``run --json``."""

    source: str
    found: int = 0
    kept: int = 0
    unchanged: int = 0
    edited: int = 0
    blocked: int = 0
    missing: int = 0
    gone: int = 0
    images_held: int = 0
    images_named: int = 0
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; ``read = kept + merged + len(skipped)``."""

    read: int
    kept: int
    merged: int
    skipped: tuple[tuple[str, str], ...]
    odd: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReprocessReport:
    """What reading again did. ``articles = changed + unchanged + len(failed)``; ``failed`` are (article id, why) pairs.

    ``changed`` articles have another title, text or blocks than before, ``taken`` are captures that could not be read before.
    """

    articles: int = 0
    changed: int = 0
    unchanged: int = 0
    taken: int = 0
    failed: tuple[tuple[str, str], ...] = ()
