"""A deposit to records: the *group* of one capture, in the order main record, request, metadata.

The metadata record comes last and closes the group: a file that ends before it has a torn tail. The main record comes
first, so that one read from its offset brings the request as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cunzhao.errors import InputError
from cunzhao.record import facts, http, warc
from cunzhao.record.warc import OWN_PAYLOAD_DIGEST, PAYLOAD_DIGEST, hex_digest, timestamp
from cunzhao.types import Capture, Deposit, Exchange, Failure, Resource

EMPTY = hex_digest(b"")
_SALT_BYTES = 32

Find = Callable[[str], Capture | None]
"""Looks a capture up, by payload digest or by id."""


@dataclass(frozen=True, slots=True)
class Group:
    """The gzip members of one capture; ``capture`` has no path and offset 0 until they are put into a file."""

    members: tuple[bytes, ...]
    capture: Capture


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the records of one append share."""

    random_bytes: Callable[[int], bytes]
    software: str
    warcinfo: str | None
    settings: str | None = None


@dataclass(frozen=True, slots=True)
class _Reference:
    """The earlier capture whose payload a revisit shares, and by which profile."""

    capture: Capture
    profile: str


def make(deposit: Deposit, stamp: Stamp, prior: Find, by_id: Find) -> Group:
    """The group of one deposit. Raises InputError where it cannot go on record as it is."""
    given = [part for part in (deposit.exchange, deposit.resource, deposit.failure) if part is not None]
    if len(given) != 1:
        raise InputError("a deposit holds exactly one of exchange, resource, failure")
    match given[0]:
        case Exchange() as exchange:
            return _exchange(deposit, exchange, stamp, _reference(deposit, exchange, prior, by_id))
        case Resource() as resource:
            return _resource(deposit, resource, stamp)
        case failure:
            return _failure(deposit, failure, stamp)


def _reference(deposit: Deposit, exchange: Exchange, prior: Find, by_id: Find) -> _Reference | None:
    if "revisit_of" in deposit.facts:
        found = _origin(deposit.facts["revisit_of"], by_id)
        if found is None:
            raise InputError(
                f"the capture {deposit.facts['revisit_of']!r} whose payload is referred to is not on record"
            )
        return _Reference(found, warc.REVISIT_SAME)
    if exchange.status == 304:
        found = _origin(deposit.facts.get("not_modified_of"), by_id)
        return None if found is None else _Reference(found, warc.REVISIT_304)
    if not exchange.payload:
        return None
    same = prior(hex_digest(exchange.payload))
    # Only a full response will do: a chain of revisits, or one to a resource, is nothing that replay tools can follow.
    usable = same is not None and same.kind == "response" and same.size == len(exchange.payload)
    return _Reference(same, warc.REVISIT_SAME) if same is not None and usable else None


def _origin(wanted: str | None, by_id: Find) -> Capture | None:
    found = by_id(wanted) if wanted else None
    if found is not None and found.kind == "revisit" and found.refers_to:
        found = by_id(found.refers_to)
    return found if found is not None and found.kind == "response" else None


def _exchange(deposit: Deposit, exchange: Exchange, stamp: Stamp, same: _Reference | None) -> Group:
    head = exchange.response[: http.head_length(exchange.response)]
    digest = hex_digest(exchange.payload)
    if http.payload_of(exchange.response, len(exchange.payload), digest) is None:
        raise InputError(f"the payload given for {exchange.url!r} does not follow from the bytes of the response")
    block = exchange.response if same is None else head
    capture = Capture(
        **_common(deposit, stamp, exchange.url),
        at=_utc(exchange.started),
        kind="response" if same is None else "revisit",
        status=exchange.status,
        content_type=_field(exchange, "content-type"),
        payload_digest=digest if same is None else same.capture.payload_digest,
        block_digest=hex_digest(block),
        size=len(exchange.payload) if same is None else same.capture.size,
        refers_to=None if same is None else same.capture.id,
        peer=facts.clean(exchange.peer) or None,
        tls=exchange.tls,
        truncated=exchange.truncated,
        origin=deposit.origin,
        etag=_field(exchange, "etag"),
        last_modified=_field(exchange, "last-modified"),
        location=_field(exchange, "location"),
    )
    fields = _response_fields(capture, exchange, same)
    main = _member(capture.kind, capture.record_id, capture, stamp, (*fields, ("Content-Type", warc.RESPONSE)), block)
    request = _beside("request", capture, stamp, warc.REQUEST, exchange.request)
    return _group(capture, exchange, stamp, (main, request))


def _response_fields(
    capture: Capture, exchange: Exchange, same: _Reference | None
) -> tuple[tuple[str, str | None], ...]:
    fields: tuple[tuple[str, str | None], ...] = (
        ("WARC-IP-Address", warc.peer_address(exchange.peer)),
        ("WARC-Truncated", exchange.truncated),
        (_digest_field(capture, exchange), f"sha256:{capture.payload_digest}"),
    )
    if same is None:
        return fields
    return (
        *fields,
        ("WARC-Profile", same.profile),
        ("WARC-Refers-To", f"<{same.capture.record_id}>"),
        ("WARC-Refers-To-Target-URI", warc.uri(same.capture.url)),
        ("WARC-Refers-To-Date", timestamp(same.capture.at)),
    )


def _digest_field(capture: Capture, exchange: Exchange) -> str:
    """The standard field, except where the checker of ``warcio`` would hash other bytes than the payload."""
    seen = exchange.response[http.checkers_head_length(exchange.response) :]
    agrees = seen == exchange.payload and exchange.url.startswith(("http:", "https:"))
    return PAYLOAD_DIGEST if agrees or capture.kind == "revisit" else OWN_PAYLOAD_DIGEST


def _resource(deposit: Deposit, resource: Resource, stamp: Stamp) -> Group:
    digest = hex_digest(resource.content)
    capture = Capture(
        **_common(deposit, stamp, resource.url),
        at=_utc(resource.at),
        kind="resource",
        status=None,
        content_type=facts.clean(resource.content_type),
        payload_digest=digest,
        block_digest=digest,
        size=len(resource.content),
        origin=resource.origin,
    )
    fields = (
        (PAYLOAD_DIGEST, f"sha256:{digest}"),
        ("Content-Type", warc.media_type(resource.content_type)),
    )
    return _group(
        capture, None, stamp, (_member("resource", capture.record_id, capture, stamp, fields, resource.content),)
    )


def _failure(deposit: Deposit, failure: Failure, stamp: Stamp) -> Group:
    capture = Capture(
        **_common(deposit, stamp, failure.url),
        at=_utc(failure.at),
        kind="failure",
        status=None,
        content_type=None,
        payload_digest=EMPTY,
        block_digest="",
        size=0,
        error=facts.clean(failure.message),
        error_kind=failure.kind,
    )
    return _group(capture, None, stamp, ())


def _common(deposit: Deposit, stamp: Stamp, url: str) -> dict[str, Any]:
    record_id = warc.new_id(stamp.random_bytes)
    return {
        "id": warc.capture_id(record_id),
        "record_id": record_id,
        "url": facts.clean(url),
        "purpose": deposit.purpose,
        "source": None if deposit.source is None else facts.clean(deposit.source),
        "path": "",
        "offset": 0,
        "length": 0,
        "salt": stamp.random_bytes(_SALT_BYTES).hex(),
        "facts": {facts.clean(key): facts.clean(value) for key, value in deposit.facts.items()},
    }


def _group(capture: Capture, exchange: Exchange | None, stamp: Stamp, members: tuple[bytes, ...]) -> Group:
    """Closes the group with its metadata record, which for a failure is the main record itself."""
    block = facts.block(capture, exchange, stamp.software, stamp.settings)
    if len(block) > facts.LIMIT:
        raise InputError(f"the facts of {capture.url[:200]!r} are larger than {facts.LIMIT} bytes")
    if capture.kind == "failure":
        capture = replace(capture, block_digest=hex_digest(block))
        fields = (("Content-Type", warc.JSON),)
        members = (_member("metadata", capture.record_id, capture, stamp, fields, block),)
    else:
        members = (*members, _beside("metadata", capture, stamp, warc.JSON, block))
    return Group(members, replace(capture, length=len(members[0])))


def _beside(kind: str, capture: Capture, stamp: Stamp, content_type: str, block: bytes) -> bytes:
    """A record of the same event as the main record."""
    fields = (("WARC-Concurrent-To", f"<{capture.record_id}>"), ("Content-Type", content_type))
    return _member(kind, warc.new_id(stamp.random_bytes), capture, stamp, fields, block)


def _member(
    kind: str, record_id: str, capture: Capture, stamp: Stamp, fields: tuple[tuple[str, str | None], ...], block: bytes
) -> bytes:
    common = (
        ("WARC-Target-URI", warc.uri(capture.url)),
        ("WARC-Warcinfo-ID", stamp.warcinfo and f"<{stamp.warcinfo}>"),
    )
    return warc.member(kind, record_id, timestamp(capture.at), (*common, *fields), block)


def placed(groups: Sequence[Group], name: str, start: int) -> list[Capture]:
    """The captures of groups that lie behind each other in a file, from byte ``start`` on."""
    captures = []
    for each in groups:
        captures.append(replace(each.capture, path=name, offset=start))
        start += sum(map(len, each.members))
    return captures


def _field(exchange: Exchange, name: str) -> str | None:
    value = exchange.header(name)
    return None if value is None else facts.clean(value)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise InputError(f"a time without a zone cannot go on record: {at.isoformat()}")
    return at.astimezone(UTC)
