"""Records of archives made by others, as deposits: what they say is kept beside what they hold, and never taken for our own.

A response keeps its block byte for byte, as does its request; the head of each record stands in the facts, so that the record
can be put together again. ``captured`` is when others say that they captured it; our own time is when it was handed in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote

from cunzhao.errors import InputError
from cunzhao.flow.material import HTML_TYPES, claimed_time
from cunzhao.record import Answer, Foreign, answer_of, digest_fits
from cunzhao.types import Capture, Clock, Deposit, Exchange, Origin, Purpose, Resource, Truncation

LONGEST_URL = 8192
LONGEST_HEAD = 32_000
"""Bytes of an HTTP head. Its words go into the facts, which have a limit; servers send some 2 kB, clients take 16 or 64."""
MAX_HEAD_FACT = 100_000
"""Bytes of a record's head as JSON, in which one control character takes six."""
LONGEST_WORD = 1000
TRUNCATED: dict[str, Truncation] = {"length": "length", "time": "time", "disconnect": "disconnect"}

Resolve = Callable[[Foreign], Capture | None]
"""Finds the capture whose payload a revisit record shares."""


@dataclass(frozen=True, slots=True)
class File:
    """The file that was handed in: its name, its hex SHA-256, and who handed it in."""

    name: str
    sha256: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Item:
    """A record as it goes on record; ``records`` says how many (a response and its request are two)."""

    name: str
    deposit: Deposit
    records: int = 1
    odd: tuple[str, ...] = ()


@dataclass(slots=True)
class Maker:
    """Makes deposits of the records of one file."""

    file: File
    clock: Clock
    resolve: Resolve
    _odd: list[str] = field(default_factory=list)

    def item(self, record: Foreign, request: Foreign | None = None) -> Item:
        """The deposit of a record with the request that led to it. Nothing is refused: what is not understood is evidence."""
        self._odd = []
        self._check(record)
        deposit = self._deposit(record, request)
        many = 1 if request is None else 2
        return Item(f"{self.file.name}:{record.offset}", deposit, many, tuple(self._odd))

    def _deposit(self, record: Foreign, request: Foreign | None) -> Deposit:
        exchange = record.block.startswith(b"HTTP/") and record.kind in ("response", "arc", "revisit")
        if exchange and record.url:
            try:
                return self._exchange(record, request, answer_of(record.block))
            except InputError as error:
                self._odd.append(f"{record.kind} of {record.url[:200]}: {error}; kept as evidence only")
        elif record.kind == "revisit":
            self._odd.append(f"revisit of {record.url[:200]} without a head; kept as evidence only")
        elif record.kind in ("resource", "response", "arc") and record.url:
            return self._resource(record, record.url)
        elif record.kind not in ("warcinfo", "metadata"):
            self._odd.append(f"{record.kind[:40] or 'record'} is not understood; kept as evidence only")
        place = f"{self.file.sha256}:{quote(self.file.name, errors='replace')}:{record.offset}"
        return self._resource(record, f"urn:x-cunzhao:record:{place}", "other")

    def _exchange(self, record: Foreign, request: Foreign | None, answer: Answer) -> Deposit:
        if len(answer.head) > LONGEST_HEAD:
            raise InputError(f"an HTTP head of {len(answer.head)} bytes")
        facts = self._facts(record)
        sent = b"" if request is None else request.block
        if request is not None:
            facts["request_head"] = self._head(request)
        payload, response = answer.payload, record.block
        if record.kind == "revisit":
            earlier = self.resolve(record)
            if earlier is None:
                raise InputError("what it refers to is not here")
            facts["not_modified_of" if answer.status == 304 else "revisit_of"] = earlier.id
            payload, response = b"", answer.head
        else:
            self._check_payload(record, answer)
        method = sent.partition(b" ")[0].decode("latin-1")[:20] or "GET"
        now = self.clock()
        exchange = Exchange(
            url=record.url[:LONGEST_URL],
            request=sent,
            response=response,
            status=answer.status,
            headers=answer.headers,
            payload=payload,
            started=now,
            ended=now,
            peer="",
            method=method,
            truncated=self._truncation(record),
        )
        purpose = purpose_of(answer.status, exchange.header("content-type")) if method == "GET" else "other"
        return Deposit(purpose, exchange=exchange, facts=facts, origin=self.file.origin)

    def _resource(self, record: Foreign, url: str, purpose: Purpose | None = None) -> Deposit:
        kind = record.fields.get("content-type", "application/octet-stream")[:LONGEST_WORD]
        resource = Resource(url[:LONGEST_URL], record.block, kind, self.file.origin, self.clock())
        return Deposit(purpose or purpose_of(200, kind), resource=resource, facts=self._facts(record))

    def _facts(self, record: Foreign) -> dict[str, str]:
        known = {
            "file": self.file.name,
            "file_sha256": self.file.sha256,
            "offset": str(record.offset),
            "head": self._head(record),
            "record": record.id[:LONGEST_WORD],
            "captured": record.fields.get("warc-date", "")[:LONGEST_WORD],
            "digest": record.fields.get("warc-payload-digest", "")[:LONGEST_WORD],
        }
        return {name: value for name, value in known.items() if value}

    def _head(self, record: Foreign) -> str:
        text = _text(record.head)
        if len(json.dumps(text)) <= MAX_HEAD_FACT:
            return text
        self._odd.append(f"its head of {len(record.head)} bytes is too large to be kept; its digest is")
        return f"sha256:{sha256(record.head).hexdigest()}"

    # -- what is odd --------------------------------------------------------------------------------------------------

    def _check(self, record: Foreign) -> None:
        stated = record.fields.get("warc-block-digest")
        if stated is not None and digest_fits(stated, record.block) is False:
            self._odd.append(f"the block does not have the digest that its record states ({stated[:80]})")
        if claimed_time(record.fields.get("warc-date", ""), self.clock()) is None:
            self._odd.append(f"its date cannot be right: {record.fields.get('warc-date', '')[:40]!r}")
        if len(record.url) > LONGEST_URL:
            self._odd.append(f"its address has {len(record.url)} characters and was cut to {LONGEST_URL}")

    def _check_payload(self, record: Foreign, answer: Answer) -> None:
        stated = record.fields.get("warc-payload-digest")
        if stated is not None and digest_fits(stated, answer.payload, answer.body) is False:
            self._odd.append(f"the payload does not have the digest that its record states ({stated[:80]})")

    def _truncation(self, record: Foreign) -> Truncation | None:
        stated = record.fields.get("warc-truncated")
        if stated is None:
            return None
        if stated.lower() not in TRUNCATED:
            self._odd.append(f"truncated for a reason that is not told ({stated[:40]!r})")
        return TRUNCATED.get(stated.lower(), "disconnect")


def purpose_of(status: int, content_type: str | None) -> Purpose:
    """Pages and images that were answered are read; anything else handed in is evidence and says nothing about today."""
    kind = (content_type or "text/html").split(";")[0].strip().lower()
    if status != 200:
        return "other"
    if kind.startswith(HTML_TYPES):
        return "page"
    return "image" if kind.startswith("image/") else "other"


def _text(head: bytes) -> str:
    """A record's head as text; bytes that are no UTF-8 are read as Latin-1."""
    try:
        return head.decode()
    except UnicodeDecodeError:
        return head.decode("latin-1")


def is_same(capture: Capture, deposit: Deposit) -> bool:
    """Whether this very record is on record already: the same head, and the same bytes (or the same reference to them)."""
    mine = deposit.facts
    if any(capture.facts.get(name) != mine.get(name) for name in ("head", "revisit_of", "not_modified_of")):
        return False
    part = deposit.exchange.payload if deposit.exchange is not None else None
    part = deposit.resource.content if deposit.resource is not None else part
    refers = "revisit_of" in mine or "not_modified_of" in mine
    return refers or (part is not None and capture.payload_digest == sha256(part).hexdigest())
