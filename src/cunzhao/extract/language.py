"""The language of a text, as a BCP 47 tag."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cunzhao.extract.jsonld import SelfDescription
from cunzhao.text import script_of

_TAG = re.compile(r"^\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_SAMPLE = 3_000
_SURE = 0.98
_ENOUGH = 200


def language_of(text: str, declared: str | None) -> str | None:
    """The language: of the script where that settles it, as declared, or by detection where that is sure.

    Chinese is ``zh-Hans`` or ``zh-Hant`` by its characters; None where nothing is known.
    """
    sample = text[:_SAMPLE]
    said = primary(declared)
    scripted = _by_script(sample)
    if scripted:
        return _chinese(sample) if scripted == "zh" else scripted
    if len(sample) >= _ENOUGH:
        guess, probability = _identifier().classify(sample)
        if probability >= _SURE or said is None:
            return str(guess) if guess != "zh" else _chinese(sample)
    return _chinese(sample) if said == "zh" else said


def declared_language(described: SelfDescription, html_lang: str | None) -> str | None:
    """The language that the page declares: ``<html lang>``, then meta elements, then JSON-LD."""
    stated = (
        html_lang,
        described.first("content-language", "language", "dc.language", "og:locale"),
        described.article.get("inLanguage"),
    )
    return next((s for s in stated if isinstance(s, str) and primary(s)), None)


def primary(tag: str | None) -> str | None:
    """The primary language of a tag (``en-US`` gives ``en``); ``cn`` and ``jp``, which are countries, are understood."""
    match = _TAG.match(tag or "")
    if not match:
        return None
    code = match[1].lower()
    return {"cn": "zh", "tw": "zh", "jp": "ja", "kr": "ko", "cmn": "zh", "chi": "zh", "eng": "en"}.get(code, code)


def _by_script(sample: str) -> str | None:
    letters = sum(c.isalpha() for c in sample) or 1
    han, kana, hangul = (len(p.findall(sample)) for p in (_HAN, _KANA, _HANGUL))
    if hangul * 3 > letters:
        return "ko"
    if kana * 10 > letters:
        return "ja"
    return "zh" if han * 3 > letters and kana * 50 < han else None


def _chinese(sample: str) -> str:
    script = script_of(sample)
    return f"zh-{script}" if script else "zh"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # imported late: 0.6 s

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
