"""An evidence report as one HTML file: no script, nothing loaded from elsewhere, made to be printed on A4.

All captured text is escaped, cut at a stated length, and rid of what could reorder or hide the words around it: characters
that turn the direction of writing are named instead of obeyed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cunzhao.compare import GRADES
from cunzhao.publish import formats
from cunzhao.publish.messages import Language, Words
from cunzhao.publish.render import diff_html
from cunzhao.publish.report import Report, ReportRevision, commands, recipes, report_shape
from cunzhao.publish.report_says import exact, limits, shows
from cunzhao.publish.report_words import report_words
from cunzhao.types import DiffRun

_PACKAGE = Path(__file__).parent
_TURNING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

LONGEST = 2_000
"""Characters of one captured text that are shown; its length is said where it is longer."""

CLAIMS = 60
"""Claims that are shown."""

CONTEXT = 90
"""Characters of unchanged text on both sides of a change."""


def report_html(report: Report, language: Language) -> str:
    """The whole file."""
    w = report_words(language)
    made = _environment().get_template("report.html")
    return made.render(
        report=report,
        w=w,
        style=Markup(_style()),  # noqa: S704 - our own file
        policy=policy(),
        when=lambda at: _when(at, w),
        said=lambda text, most=LONGEST: said(text, w, most),
        changed=lambda one: _changed(one, w),
        grades=lambda one: [grade for grade in one.revision.grades if grade in GRADES],
        why=lambda published: formats.why_words(published, w),
        phrase=lambda text: formats.phrase_words(text, w),
        moment=lambda at, precision: formats.moment_words(at, w, precision),
        interval=lambda published: formats.interval_words(published, w),
        exact=lambda at: exact(at, w),
        tongue=formats.language_tag,
        number=lambda value: f"{value:,}",
        base64=lambda data: b64encode(data).decode(),
        shows=shows(report, w),
        limits=limits(report, w),
        commands=commands(report),
        recipes=recipes,
        most_claims=CLAIMS,
    )


def report_json(report: Report, language: Language) -> dict[str, object]:
    """The report for scripts, with its sentences in this language."""
    w = report_words(language)
    return report_shape(report, shows(report, w), limits(report, w))


@cache
def policy() -> str:
    """The content security policy of the file: its own style sheet, known by its digest, and nothing else."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def said(text: object, w: Words, most: int = LONGEST) -> Markup:
    """Captured text, kept apart from the direction of the words around it."""
    flat = " ".join(_named(str(text)).split())
    cut = f" {w('cut', n=len(flat))}" if len(flat) > most else ""
    return Markup("<bdi>{}</bdi>{}").format(flat[:most], cut)


def _named(text: str) -> str:
    """Characters that a reader cannot see, by their numbers."""
    text = _TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    return _CONTROL.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _when(at: Any, w: Words) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(formats.iso(at), exact(at, w))


def _changed(one: ReportRevision, w: Words) -> list[tuple[str, Markup]]:
    """What a revision changed in title and text, each with its heading."""
    if one.edit is None:
        return []
    parts = (("title-changed", one.edit.title), ("text-changed", one.edit.text))
    return [(w[key], _diff(runs, w)) for key, runs in parts if any(run.op != "same" for run in runs)]


def _diff(runs: tuple[DiffRun, ...], w: Words) -> Markup:
    return diff_html(
        [DiffRun(run.op, _TURNING.sub(lambda f: f"[U+{ord(f[0]):04X}]", run.text)) for run in runs], w, CONTEXT
    )


@cache
def _style() -> str:
    return (_PACKAGE / "static" / "report.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_PACKAGE / "templates"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=lambda value: formats.clean(value) if type(value) is str else "" if value is None else value,
    )
