"""Between rows and values: times, JSON columns, and the dataclasses of :mod:`cunzhao.types`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from cunzhao import reasons
from cunzhao.types import (
    ArticleLine,
    Block,
    Candidate,
    Capture,
    CaptureLine,
    Claim,
    Correction,
    Link,
    Published,
    Revision,
    Verdict,
)

Row = Mapping[Any, Any]

NOT_IN_FACTS = frozenset({"facts", "source"})


def to_text(moment: datetime) -> str:
    """A time as the catalogue keeps it: ISO 8601, UTC, microseconds, final Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def maybe_text(moment: datetime | None) -> str | None:
    """:func:`to_text`, or None."""
    return None if moment is None else to_text(moment)


def to_time(value: str) -> datetime:
    """The time that :func:`to_text` wrote."""
    return datetime.fromisoformat(value)


def maybe_time(value: str | None) -> datetime | None:
    """:func:`to_time`, or None."""
    return None if value is None else datetime.fromisoformat(value)


def to_json(value: object) -> str:
    """Compact JSON with keys in a fixed order, so that equal values are equal text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def strings(value: str) -> tuple[str, ...]:
    """A JSON list of strings."""
    return tuple(json.loads(value))


# -- claims and blocks ------------------------------------------------------------------------------------------------


def claims_json(claims: Iterable[Claim]) -> str:
    """Claims as JSON, times as text."""
    return to_json([asdict(c) | {"at": maybe_text(c.at)} for c in claims])


def claims_of(value: str) -> tuple[Claim, ...]:
    """What :func:`claims_json` wrote."""
    return tuple(Claim(**(c | {"at": maybe_time(c["at"])})) for c in json.loads(value))


def blocks_json(blocks: Iterable[Block]) -> str:
    """Blocks as JSON; fields at their default are left out."""
    return to_json([{k: v for k, v in asdict(b).items() if v not in ((), None, 0)} for b in blocks])


def _block(value: dict[str, Any]) -> Block:
    return Block(
        kind=value["kind"],
        text=value["text"],
        level=value.get("level", 0),
        items=tuple(value.get("items", ())),
        rows=tuple(tuple(r) for r in value.get("rows", ())),
        url=value.get("url"),
        credit=value.get("credit"),
        links=tuple(Link(**link) for link in value.get("links", ())),
    )


def blocks_of(value: str) -> tuple[Block, ...]:
    """What :func:`blocks_json` wrote."""
    return tuple(_block(b) for b in json.loads(value))


# -- captures ---------------------------------------------------------------------------------------------------------


def capture_row(capture: Capture, url_key: str, leaf: int) -> dict[str, Any]:
    """A capture as a row of ``captures``, waiting to be ingested."""
    row = {name: getattr(capture, name) for name in Capture.__dataclass_fields__ if name not in NOT_IN_FACTS}
    return row | {
        "at": to_text(capture.at),
        "source_id": capture.source,
        "facts": to_json(dict(capture.facts)),
        "url_key": url_key,
        "leaf": leaf,
        "ingested": 0,
    }


def capture_of(row: Row) -> Capture:
    """The capture that a row of ``captures`` holds."""
    fields = {name: row[name] for name in Capture.__dataclass_fields__ if name not in NOT_IN_FACTS}
    return Capture(
        **(fields | {"at": to_time(row["at"]), "source": row["source_id"], "facts": json.loads(row["facts"])})
    )


def verdict_of(row: Row) -> Verdict | None:
    """The verdict on a capture, once it was ingested."""
    return None if row["verdict"] is None else Verdict(row["verdict"], strings(row["reasons"] or "[]"))


def capture_line(row: Row) -> CaptureLine:
    """A capture with its log position and verdict."""
    return CaptureLine(capture_of(row), row["leaf"], verdict_of(row))


# -- articles ---------------------------------------------------------------------------------------------------------


def published_columns(published: Published, fallback: datetime) -> dict[str, Any]:
    """The columns of the derived time; ``fallback`` sorts an article that has none."""
    return {
        "published_at": maybe_text(published.at),
        "not_before": maybe_text(published.not_before),
        "not_after": maybe_text(published.not_after),
        "why": reasons.kept(published.reasons, published.why),
        "precision": published.precision,
        "published_by": published.by,
        "sort_at": to_text(published.at or fallback),
    }


def published_of(row: Row) -> Published:
    """The derived time that a row of ``articles`` holds."""
    given, why = reasons.read(row["why"])
    return Published(
        at=maybe_time(row["published_at"]),
        not_before=maybe_time(row["not_before"]),
        not_after=maybe_time(row["not_after"]),
        why=why,
        precision=row["precision"],
        by=row["published_by"],
        reasons=given,
    )


def line_of(row: Row) -> ArticleLine:
    """A row of ``articles`` as one line of a list."""
    return ArticleLine(
        id=row["id"],
        url=row["url"],
        source=row["source_id"],
        source_name=row["source_name"],
        title=row["title"],
        published=published_of(row),
        first_captured=to_time(row["first_captured"]),
        language=row["language"],
        state=row["state"],
        revisions=row["revision_count"],
        images_held=row["images_held"],
        images_named=row["images_named"],
        summary=row["summary"],
        tags=strings(row["tags"]),
        copies=row["copies"],
    )


def revision_row(revision: Revision) -> dict[str, Any]:
    """A revision as a row of ``revisions``."""
    return {
        "id": revision.id,
        "article_id": revision.article,
        "number": revision.number,
        "capture_id": revision.capture,
        "at": to_text(revision.at),
        "extractor": revision.extractor,
        "title": revision.title,
        "text": revision.text,
        "text_digest": revision.text_digest,
        "blocks": blocks_json(revision.blocks),
        "authors": to_json(list(revision.authors)),
        "grades": to_json(list(revision.grades)),
        "partial": to_json(list(revision.partial)),
        "removed": to_json(list(revision.removed)),
    }


def revision_of(row: Row) -> Revision:
    """What :func:`revision_row` wrote."""
    return Revision(
        id=row["id"],
        article=row["article_id"],
        number=row["number"],
        capture=row["capture_id"],
        at=to_time(row["at"]),
        extractor=row["extractor"],
        title=row["title"],
        text=row["text"],
        text_digest=row["text_digest"],
        blocks=blocks_of(row["blocks"]),
        authors=strings(row["authors"]),
        grades=strings(row["grades"]),
        partial=strings(row["partial"]),
        removed=strings(row["removed"]),
    )


def sighting_row(candidate: Candidate, url_key: str, source: str | None) -> dict[str, Any]:
    """A sighting as a row, without its digest."""
    return {
        "url_key": url_key,
        "url": candidate.url,
        "source_id": source,
        "via": candidate.via,
        "seen_at": to_text(candidate.seen_at),
        "title": candidate.title,
        "guid": candidate.guid,
        "author": candidate.author,
        "claims": claims_json(candidate.claims),
        "tags": to_json(list(candidate.tags)),
    }


def candidate_of(row: Row) -> Candidate:
    """What :func:`sighting_row` wrote."""
    return Candidate(
        url=row["url"],
        seen_at=to_time(row["seen_at"]),
        via=row["via"],
        title=row["title"],
        guid=row["guid"],
        author=row["author"],
        claims=claims_of(row["claims"]),
        tags=strings(row["tags"]),
    )


def correction_of(row: Row) -> Correction:
    """The correction that a row of ``corrections`` holds."""
    names = ("id", "what", "start", "end", "digest", "speaker", "who")
    given = {name: row[name] for name in names}
    return Correction(at=to_time(row["at"]), article=row["article_id"], revision=row["revision_id"], **given)
