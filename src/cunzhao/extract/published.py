"""One time out of many claims, by a rule that can be read, with an interval and a reason.

1. What is certain is the upper bound: an article was published before it was first seen.
2. A claim later than that (by more than five minutes) is impossible, and named so.
3. Of the claims about publication, the kind that is most often right decides (:data:`RANK`).
4. A claim to the second or minute that lies inside the day (month, year) of a coarser one refines it.
5. Without any usable claim, the upper bound itself is given as the time, and the reason says "at or before".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cunzhao.reasons import Reason, sentence
from cunzhao.types import Claim, ClaimKind, Precision, Published

RANK: tuple[ClaimKind, ...] = ("json-ld", "meta", "sitemap", "feed", "time", "post", "text", "url")
"""Kinds of claims about publication, the most trusted first."""
TOLERANCE = timedelta(minutes=5)
"""Clocks of servers differ by seconds, not by minutes."""
_EARLIEST = datetime(1850, 1, 1, tzinfo=UTC)
_EPOCH_DAYS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC))
_FIRST_ZONE = timedelta(hours=14)  # the earliest local day begins 14 hours before that day in UTC
_LAST_ZONE = timedelta(hours=12)


def derive_published(claims: Sequence[Claim], seen_at: datetime) -> Published:
    """The time of publication, as far as the claims allow; ``seen_at`` (UTC) is when the article was known to exist."""
    sightings = [c.at for c in claims if c.kind in ("first-seen", "fetched") and c.at is not None]
    latest = min([seen_at, *sightings])
    stated = [c for c in claims if c.kind in RANK and not c.modified and c.at is not None and _sane(c.at)]
    impossible = [c for c in stated if earliest(c) > latest + TOLERANCE]
    usable = [c for c in stated if c not in impossible]
    precise = [c for c in usable if c.kind != "url"]
    remarks = _rejections(impossible, usable, latest)
    if impossible and not precise:
        return _at_or_before(impossible, usable, latest)
    if not usable:
        return _bounded(claims, latest)
    best = min(usable, key=lambda c: RANK.index(c.kind))
    finer = _refined(best, usable)
    return _decided(best, finer, latest, remarks)


def _bounded(claims: Sequence[Claim], latest: datetime) -> Published:
    """No claim about publication: a claim about the last change is a bound, and so is the sighting."""
    stated = (c for c in claims if c.modified and c.kind in RANK and c.at is not None and _sane(c.at))
    changes = [c for c in stated if earliest(c) <= latest]
    if not changes:
        return _published(latest, None, latest, [("no-claim",), ("before", _iso(latest))], by="first-seen")
    change = min(changes, key=lambda c: (RANK.index(c.kind), c.at))
    assert change.at is not None
    reasons = [("changed", _shown(change), change.kind), ("before-that",)]
    return _published(min(change.at, latest), None, min(last(change), latest), reasons, change.precision, change.kind)


def _published(
    at: datetime,
    not_before: datetime | None,
    not_after: datetime,
    reasons: Sequence[Reason],
    precision: Precision = "second",
    by: ClaimKind | None = None,
) -> Published:
    return Published(at, not_before, not_after, sentence(reasons), precision, by, tuple(reasons))


def earliest(claim: Claim) -> datetime:
    """The first moment that a claim can mean."""
    assert claim.at is not None
    slack = timedelta(0) if _exact(claim) or claim.zone == "stated" else _FIRST_ZONE
    return claim.at - slack


def last(claim: Claim) -> datetime:
    """The last moment that a claim can mean (exclusive for days, months and years)."""
    assert claim.at is not None
    if _exact(claim):
        return claim.at + (timedelta(minutes=1) if claim.precision == "minute" else timedelta(0))
    length = {"day": timedelta(days=1), "month": timedelta(days=31), "year": timedelta(days=366)}[claim.precision]
    return claim.at + length + (timedelta(0) if claim.zone == "stated" else _LAST_ZONE)


def _exact(claim: Claim) -> bool:
    return claim.precision in ("second", "minute")


def _sane(at: datetime) -> bool:
    """Not the zero of some clock, and not before newspapers had dates that machines keep."""
    return at >= _EARLIEST and not _EPOCH_DAYS[0] <= at < _EPOCH_DAYS[1]


def _refined(best: Claim, usable: Sequence[Claim]) -> Claim:
    """The most trusted finer claim inside a coarse one, or the claim itself."""
    order: tuple[Precision, ...] = ("second", "minute", "day", "month", "year")
    finer = [
        c
        for c in usable
        if order.index(c.precision) < order.index(best.precision)
        and c.at is not None
        and earliest(best) <= c.at <= last(best)
    ]
    if _exact(best) or not finer:
        return best
    return min(finer, key=lambda c: (not _exact(c), RANK.index(c.kind)))


def _decided(best: Claim, finer: Claim, latest: datetime, remarks: Sequence[Reason]) -> Published:
    assert finer.at is not None
    reasons: list[Reason] = [("claimed", _shown(finer), finer.kind)]
    if finer is not best:
        reasons.append(("within", _shown(best), best.kind))
    if finer.zone == "assumed" and _exact(finer):
        reasons.append(("zone-assumed",))
    at = min(finer.at, latest)
    not_after = min(last(finer), latest)
    not_before = min(earliest(finer), not_after)
    return _published(at, not_before, not_after, [*reasons, *remarks], finer.precision, finer.kind)


def _at_or_before(impossible: Sequence[Claim], usable: Sequence[Claim], latest: datetime) -> Published:
    """Only impossible claims, and perhaps a day in the address: what is left is the bound."""
    first = min(impossible, key=lambda c: RANK.index(c.kind))
    reasons: list[Reason] = [("claimed", _shown(first), first.kind), ("impossible", _iso(latest))]
    reasons += [("before", _iso(latest)), *_ahead(first, usable, latest)]
    days = [c for c in usable if c.kind == "url"]
    not_before = max((earliest(c) for c in days), default=None)
    if not_before is not None:
        reasons.append(("address-says", _shown(days[0]), _iso(not_before)))
    return _published(latest, not_before, latest, reasons, "second", "first-seen")


def _rejections(impossible: Sequence[Claim], usable: Sequence[Claim], latest: datetime) -> list[Reason]:
    reasons: list[Reason] = []
    for claim in impossible[:3]:
        reasons += [("also-impossible", _shown(claim), claim.kind, _iso(latest)), *_ahead(claim, usable, latest)]
    return reasons


def _ahead(claim: Claim, usable: Sequence[Claim], latest: datetime) -> list[Reason]:
    """Names a clock that is off by whole hours, where a possible claim or the sighting itself agrees to ten minutes."""
    assert claim.at is not None
    if not _exact(claim):
        return []
    for other in [*(c.at for c in usable if _exact(c) and c.at is not None), latest]:
        hours = round((claim.at - other) / timedelta(hours=1))
        off = abs(claim.at - other - timedelta(hours=hours))
        # Against the sighting only the two errors that are common: a zone taken for another, and am for pm.
        if 1 <= hours <= 14 and off <= 2 * TOLERANCE and (other is not latest or hours in (8, 12)):
            return [("ahead", claim.kind, str(hours))]
    return []


def _shown(claim: Claim) -> str:
    assert claim.at is not None
    formats = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    pattern = formats.get(claim.precision)
    return claim.at.strftime(pattern) if pattern else _iso(claim.at)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
