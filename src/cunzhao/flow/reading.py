"""What a capture's bytes say: the extraction, what kind of answer it is, its statements, and the keys to find copies by.

Pure, and most of the work of an archive: so it runs in child processes (see ``workers``), one call per page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from cunzhao.compare import bands, signature
from cunzhao.extract import Extractor, GenericExtractor, Page, Post, extract_post
from cunzhao.extract.post import VERSION as POST_VERSION
from cunzhao.extract.wrapper import Miss, Wrapper, agreement, apply
from cunzhao.flow.judge import judge
from cunzhao.flow.material import POST, Material, claimed_time
from cunzhao.flow.saying import hear, text_of
from cunzhao.reasons import phrase
from cunzhao.types import Capture, Claim, Extraction, Heard, Verdict

GENERIC = GenericExtractor()
"""What reads pages unless another extractor is handed in."""
ONE_IN = 16
"""One page in so many is read by wrapper and generic extractor: 6 % of the pages, which cost as much as all others."""
ALIKE = 0.5
"""Below this agreement a page is not what the wrapper was learned from."""


@dataclass(frozen=True, slots=True)
class Told:
    """How a wrapper did on a page: ``miss`` says why it did not read it; ``agreement`` (0 to 1) is with the generic
    extractor, where that read the page too. ``digest`` names the wrapper."""

    digest: str
    miss: str = ""
    agreement: float | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One capture as it was read; ``bands`` are empty and ``heard`` is None for what is no article; ``told`` where a wrapper
    was in force."""

    extraction: Extraction
    verdict: Verdict
    bands: tuple[int, ...] = ()
    heard: Heard | None = None
    told: Told | None = None


def versions(extractor: Extractor) -> frozenset[str]:
    """What readings of today are marked with: by this extractor, or by that of posts. All others are of an older program."""
    return frozenset({extractor.version, POST_VERSION})


def read(found: Material, extractor: Extractor = GENERIC) -> Read:
    """Read one capture, and its statements. A fault of the extractor costs this capture only, and the record says so."""
    done = read_text(found, extractor)
    return replace(done, heard=hear(text_of(found.capture, done.extraction))) if is_article(done) else done


def is_article(done: Read) -> bool:
    """Whether there are statements to look for."""
    return done.verdict.kind == "article"


def read_text(found: Material, extractor: Extractor = GENERIC) -> Read:
    """The same without the statements."""
    try:
        told = None
        if found.content_type == POST:
            extraction = _post(found)
        elif found.wrapper is not None:
            extraction, told = _by_wrapper(found.wrapper, page_of(found), extractor)
        else:
            extraction = extractor.extract(page_of(found))
        extraction = _with_losses(found, extraction)
        verdict = judge(found, extraction)
        keys = bands(signature(extraction.text)) if verdict.kind == "article" else ()
        return Read(extraction, verdict, keys, told=told)
    except Exception as error:
        return unread(found, phrase("failed", f"{type(error).__name__}: {error}"[:270]), extractor)


def _by_wrapper(wrapper: Wrapper, page: Page, extractor: Extractor) -> tuple[Extraction, Told]:
    """A page by its source's wrapper. Some pages, by a digest of their address, are read by the generic extractor too, and the
    two compared; where they have little in common, that one is believed."""
    made = apply(wrapper, page)
    if isinstance(made, Miss):
        return extractor.extract(page), Told(wrapper.digest, miss=made.code)
    if sha256(page.url.encode()).digest()[0] % ONE_IN:
        return made, Told(wrapper.digest)
    other = extractor.extract(page)
    alike = round(agreement(made, other), 4)
    return (made if alike >= ALIKE else other), Told(wrapper.digest, agreement=alike)


def unread(found: Material, why: str, extractor: Extractor = GENERIC) -> Read:
    """What is left of a capture that could not be read."""
    version = POST_VERSION if found.content_type == POST else extractor.version
    return Read(Extraction(found.capture.url, version, partial=(why,)), Verdict("unread", (why,)))


def page_of(found: Material) -> Page:
    """What the extractor is given."""
    capture = found.capture
    return Page(capture.url, found.data, found.content_type or None, capture.at, capture.last_modified)


def _post(found: Material) -> Extraction:
    """A post's reading, with what an extraction has no field for: its categories, and its head to give back some day."""
    post = read_post(found.data, found.capture.facts.get("file", ""))
    kept = {"categories": json.dumps(post.categories, ensure_ascii=False), "front_matter": post.front_matter}
    return replace(post.extraction, extra=dict(post.extra) | kept)


def _with_losses(found: Material, extraction: Extraction) -> Extraction:
    """What was lost before the extractor saw the page is said too, and when others say that they captured it."""
    extraction = replace(extraction, claims=(*extraction.claims, *_word_of_others(found.capture)))
    lost = found.problems
    if found.capture.truncated is not None:
        lost = (f"the response was cut ({found.capture.truncated})", *lost)
    return replace(extraction, partial=(*lost, *extraction.partial)) if lost else extraction


def _word_of_others(capture: Capture) -> Sequence[Claim]:
    """The archive that a capture was handed in with says when it was captured: a claim, like any other."""
    raw = capture.facts.get("captured", "")
    at = claimed_time(raw, capture.at)
    return () if at is None else (Claim("first-seen", raw, at, phrase("by-others", capture.facts.get("file", ""))),)


@lru_cache(maxsize=256)
def read_post(content: bytes, name: str) -> Post:
    """A post; an import reads each twice in a row, once for its address and once as an article."""
    return extract_post(content, name)
