"""What kind of answer a response is: an article, or one of the many things that come in its place.

One rule a function, tried in order; the first that applies decides and says why. A page that has a real article's text is
an article even where it also shows a cookie banner, a check for comments or an offer to subscribe: such signs count only
beside a short text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from cunzhao.compare import signs
from cunzhao.compare.answer import Answer, refresh_target
from cunzhao.compare.answer import seen as _seen
from cunzhao.compare.tokens import weight
from cunzhao.reasons import phrase
from cunzhao.types import PageKind, Verdict

SHORT = 900.0
"""Weight of clean text (Latin letters; a CJK character counts 2.5) below which other signs may overrule it."""

STUB = 200.0
"""Weight below which a text alone is not an article: two sentences."""

ENOUGH = 450.0
"""Weight of clean text beside a sign (in lines of its own) from which the sign is only something that the text mentions;
where the page calls itself an article, :data:`STUB` is enough."""

BARE = 120.0
"""Weight of everything visible below which a page is empty; a frame with name, menu and imprint has more."""

MOSTLY_LINKS = 0.55
"""Share of linked characters that makes a list, where next to no text is beside it (pages of articles reach 0.79)."""

LINKED_TEXT = 0.35
"""Share of the clean text that is links from which it is a list of headlines; none of 1,754 real articles reaches it."""

FEW_LINKS = 8
"""Fewer links make no list."""

_MEDIA = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/octet-stream")
_MEDIA_SUBTYPES = (
    "zip",
    "msword",
    "officedocument",
    "ms-excel",
    "ms-powerpoint",
    "epub",
    "x-rar",
    "gzip",
    "postscript",
)
_MARKUP = ("text/html", "application/xhtml+xml", "")

_LOOKED_AT = 20_000  # characters of text in which the lines around a sign are weighed

Rule = Callable[[Answer], Verdict | None]


def classify(answer: Answer) -> Verdict:
    """The kind of a response, with the reasons in words. Never raises; linear in ``html_head`` and ``text``."""
    for rule in _RULES:
        verdict = rule(answer)
        if verdict:
            return verdict
    return _verdict("other", phrase("no-kind"))


def _verdict(kind: PageKind, *reasons: str) -> Verdict:
    return Verdict(kind, reasons)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _visible(answer: Answer, most: int = 4000) -> str:
    """Title, clean text and visible words, folded: where wording is looked for."""
    return _folded(f"{answer.title} {answer.text[:most]} {_seen(answer.html_head).text[:most]}")


def _has_body(answer: Answer) -> bool:
    return weight(answer.text) >= SHORT


def _own(answer: Answer, sign: re.Pattern[str]) -> float:
    """Weight of the clean text without the lines that carry a sign."""
    return sum(weight(line) for line in answer.text[:_LOOKED_AT].splitlines() if not sign.search(_folded(line)))


def _only_mentions(answer: Answer, sign: re.Pattern[str]) -> bool:
    """Whether so much text stands beside the sign that the page tells something else."""
    return _own(answer, sign) >= (STUB if answer.has_article_markup else ENOUGH)


def _goes_on(answer: Answer, sign: re.Pattern[str]) -> bool:
    """Whether the clean text goes on behind the last place where the page shows the sign: then it bars nothing."""
    shown = _folded(_seen(answer.html_head).text[:_LOOKED_AT])
    ends = [found.end() for found in sign.finditer(shown)]
    lines = [_folded(line) for line in answer.text[:_LOOKED_AT].splitlines()]
    return bool(ends) and sum(weight(line) for line in lines if shown.find(line, ends[-1]) >= 0) >= 2 * STUB


def _quote(text: str) -> str:
    return f"“{text.strip()[:60]}”"


def _moved(answer: Answer) -> Verdict | None:
    if answer.status in (301, 302, 303, 307, 308):
        return _verdict("moved", phrase("status-moved", answer.status))
    target = refresh_target(answer.html_head) if answer.status == 200 and weight(answer.text) < STUB else None
    if target and weight(_seen(answer.html_head).text) < STUB:
        return _verdict("moved", phrase("sends-on", target[:200]))
    return None


def _gone(answer: Answer) -> Verdict | None:
    if answer.status in (404, 410, 451):
        return _verdict("gone", phrase(f"status-{answer.status}"))
    return None


def _challenge(answer: Answer) -> Verdict | None:
    """A check for humans or a refusal, with whatever status."""
    visible = _seen(answer.html_head)
    if _has_body(answer) or weight(visible.text) > 3 * SHORT:
        return None
    if 200 <= answer.status < 300 and _only_mentions(answer, signs.CHALLENGE):
        return None
    words = signs.CHALLENGE.search(_visible(answer) + " " + _folded(visible.no_script))
    if words:
        return _verdict("blocked", phrase("says-no-text", _quote(words[0])))
    if signs.CHALLENGE_MARKUP.search(answer.html_head) and weight(answer.text) < STUB:
        return _verdict("blocked", phrase("check-for-humans"))
    return None


def _refused(answer: Answer) -> Verdict | None:
    if answer.status in (401, 403, 407, 429, 503):
        return _verdict("blocked", phrase(f"status-{answer.status}"))
    if answer.status == 402:
        return _verdict("paywall", phrase("status-402"))
    if answer.status and not 200 <= answer.status < 300:
        return _verdict("other", phrase("status", answer.status))
    return None


def _media(answer: Answer) -> Verdict | None:
    kind = answer.content_type.split(";")[0].strip().lower()
    if kind.startswith(_MEDIA) or (kind.startswith("application/") and any(s in kind for s in _MEDIA_SUBTYPES)):
        return _verdict("media", phrase("content-type", kind[:80]))
    if answer.html_head.startswith(("%PDF-", "PK\x03\x04", "\x89PNG", "GIF8", "\ufffd\ufffd\ufffd\ufffd")):
        return _verdict("media", phrase("begins-as-file"))
    if kind not in _MARKUP and not (kind.startswith("text/plain") and answer.text):
        return _verdict("other", phrase("content-type", kind[:80]))
    return None


def _consent(answer: Answer) -> Verdict | None:
    if signs.CONSENT_PATH.search(urlsplit_path(answer.final_url)) and answer.final_url != answer.url:
        return _verdict("consent", phrase("sent-to-consent"))
    if _has_body(answer) and answer.has_article_markup:
        return None
    title = signs.CONSENT.search(_folded(answer.title))
    # A cookie banner stands on most pages: it counts only where next to nothing else is said.
    if _own(answer, signs.CONSENT) >= max(STUB, weight(answer.text) / 3):
        return None
    shown = f"{answer.text} {_seen(answer.html_head).text[:6000]}"
    body = {match[0] for match in signs.CONSENT.finditer(_folded(shown))}
    if title and not _has_body(answer):
        return _verdict("consent", phrase("title-says", _quote(title[0])))
    if weight(answer.text) < SHORT * 2 and len(body) >= 2 and not answer.has_article_markup:
        return _verdict("consent", phrase("asks-for-consent", ", ".join(_quote(p) for p in sorted(body)[:3])))
    return None


def _soft_404(answer: Answer) -> Verdict | None:
    if _has_body(answer) or _only_mentions(answer, signs.NOT_FOUND):
        return None
    title = signs.NOT_FOUND.search(_folded(answer.title))
    if title:
        return _verdict("soft-404", phrase("but-title", answer.status, _quote(title[0])))
    body = signs.NOT_FOUND.search(_folded(answer.text[:400])) if not answer.has_article_markup else None
    if body and weight(answer.text) < STUB * 2:
        return _verdict("soft-404", phrase("but-text", answer.status, _quote(body[0])))
    shown = signs.NOT_FOUND.search(_folded(_seen(answer.html_head).text[:600]))
    if shown and weight(answer.text) < STUB and not answer.has_article_markup:
        return _verdict("soft-404", phrase("but-page", answer.status, _quote(shown[0])))
    return _sent_away(answer)


def _sent_away(answer: Answer) -> Verdict | None:
    """An article's address that ends at an error page or at the home page."""
    asked, got = urlsplit_path(answer.url), urlsplit_path(answer.final_url)
    if asked == got or len(asked) < 8:
        return None
    if signs.NOT_FOUND_PATH.search(got):
        return _verdict("soft-404", phrase("sent-to-error"))
    if got in ("", "/") and not answer.has_article_markup:
        return _verdict("soft-404", phrase("sent-home"))
    return None


def _paywall(answer: Answer) -> Verdict | None:
    if _has_body(answer):
        return None
    words = signs.PAYWALL.search(_visible(answer))
    if not answer.free:
        return _verdict("paywall", phrase("not-free"))
    if signs.LOGIN_PATH.search(urlsplit_path(answer.final_url)) and answer.final_url != answer.url:
        return _verdict("paywall", phrase("sent-to-sign-in"))
    listed = (answer.link_share >= MOSTLY_LINKS or _listing(answer)) and not answer.has_article_markup
    if (
        words
        and not listed
        and not _goes_on(answer, signs.PAYWALL)
        and weight(_seen(answer.html_head).text) >= BARE / 2
    ):
        return _verdict("paywall", phrase("says-stub", _quote(words[0])))
    return None


def _empty(answer: Answer) -> Verdict | None:
    visible = _seen(answer.html_head)
    size = max(weight(visible.text), weight(answer.text))
    needs = signs.NEEDS_SCRIPTS.search(_folded(f"{visible.no_script} {visible.text[:2000]}"))
    if needs and weight(answer.text) < STUB and size < SHORT:
        return _verdict("empty", phrase("shell-says", _quote(needs[0])))
    if size >= BARE or weight(answer.text) >= STUB / 2:
        return None
    if "<script" in answer.html_head.lower():
        return _verdict("empty", phrase("shell"))
    return _verdict("empty", phrase("cut-off" if answer.truncated else "no-text"))


def _listing(answer: Answer) -> Verdict | None:
    if answer.links < FEW_LINKS or (answer.has_article_markup and weight(answer.text) >= STUB):
        return None
    if answer.text_linked >= LINKED_TEXT:
        return _verdict("listing", phrase("text-linked", f"{answer.text_linked:.0%}"))
    share = phrase("visible-linked", f"{answer.link_share:.0%}")
    own = weight(answer.text) * (1 - answer.text_linked)
    if answer.link_share >= MOSTLY_LINKS and own < STUB:
        return _verdict("listing", share)
    path = urlsplit_path(answer.final_url)
    if signs.HOME_PATH.search(path) or (signs.LIST_PATH.search(path) and own < SHORT):
        return _verdict("listing", phrase("list-address"), share)
    return None


def _article(answer: Answer) -> Verdict | None:
    size = weight(answer.text)
    if answer.has_article_markup and size >= STUB / 2:
        return _verdict("article", phrase("calls-itself"), phrase("characters", len(answer.text)))
    if size >= STUB:
        return _verdict(
            "article", phrase("characters", len(answer.text)), phrase("page-linked", f"{answer.link_share:.0%}")
        )
    return None


def urlsplit_path(url: str) -> str:
    """The path and query of a URL; empty where it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


_RULES: tuple[Rule, ...] = (
    _moved, _gone, _challenge, _refused, _media, _consent, _soft_404, _paywall, _empty, _listing, _article,
)  # fmt: skip
