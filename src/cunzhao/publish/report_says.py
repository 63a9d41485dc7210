"""What an evidence report shows and what it does not, as sentences in plain words.

A sentence is said only where it holds for this very report; what is said of the bytes is what was found when they were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cunzhao.publish.formats import day_words
from cunzhao.publish.messages import Words
from cunzhao.publish.report import Report


def exact(at: datetime, w: Words) -> str:
    """A time to the second, with its zone."""
    day = day_words(at.date(), w)
    return f"{day}, {at:%H:%M:%S} UTC" if w.language == "en" else f"{day} {at:%H:%M:%S} UTC"


def shows(report: Report, w: Words) -> list[str]:
    """What the report shows, the strongest first."""
    return list(_shows(report, w))


def _shows(report: Report, w: Words) -> Iterator[str]:
    whole = [one for one in report.captures if one.bytes == "same"]
    damaged = sum(one.bytes == "damaged" for one in report.captures)
    failed = sum(one.bytes == "none" for one in report.captures)
    origins = [one.line.capture.origin for one in whole]
    if whole:
        yield w("shows-held", n=len(whole))
    if whole and all(one.place.state == "included" for one in report.captures):
        yield w("shows-log")
    stamp = report.stamp
    if whole and stamp is not None and stamp.said is not None:
        who = "; ".join(name for name, _ in stamp.said.authorities)
        yield w("shows-stamped", when=exact(stamp.said.at, w), who=who)
    if "fetched" in origins:
        yield w("shows-fetched")
    if "supplied" in origins:
        yield w("shows-handed", n=origins.count("supplied"))
    if "imported" in origins:
        yield w("shows-imported", n=origins.count("imported"))
    if failed:
        yield w("shows-failed", n=failed)
    if damaged:
        yield w("shows-damaged", n=damaged)


def limits(report: Report, w: Words) -> list[str]:
    """What the report does not show."""
    always = ["limit-keeper", "limit-others", "limit-true", "limit-signed", "limit-between"]
    first = [] if report.stamp else ["limit-clock"]
    return [w[key] for key in (*first, *always, *(["limit-text"] if report.revisions else []))]
