"""What kind of answer a page capture is: its facts brought together for :func:`cunzhao.compare.classify`."""

from __future__ import annotations

from cunzhao.compare import HEAD_LIMIT, answer, classify
from cunzhao.extract import decode
from cunzhao.flow.material import POST, Material, is_html
from cunzhao.reasons import phrase
from cunzhao.types import Extraction, Verdict

HEAD_BYTES = 4 * HEAD_LIMIT
"""Enough bytes for the characters that are looked at, whatever the encoding."""


def judge(found: Material, extraction: Extraction | None) -> Verdict:
    """The kind of a page's answer, with reasons. A post of another archive is an article by what it is."""
    if found.content_type == POST:
        return Verdict("article", (phrase("a-post"),))
    capture = found.capture
    html = ""
    if is_html(found.content_type, found.data):
        html = decode(found.data[:HEAD_BYTES], found.content_type or None).text
    return classify(
        answer(
            capture.facts.get("requested", capture.url),
            capture.status or 200,
            final_url=capture.url,
            content_type=found.content_type,
            html=html,
            text=extraction.text if extraction is not None else "",
            title=extraction.title if extraction is not None else None,
            truncated=capture.truncated is not None,
        )
    )
