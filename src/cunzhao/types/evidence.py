"""What is found, fetched and put on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from cunzhao.types.basics import ChannelKind, ClaimKind, FailureKind, Origin, Precision, Purpose, Truncation

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
