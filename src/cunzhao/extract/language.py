"""The language of a text, as a BCP 47 tag."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from cunzhao.extract.jsonld import SelfDescription
from cunzhao.text import script_of

_TAG = re.compile(r"^\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_ROMAN = re.compile("[a-zA-Z\u0400-\u04ff]{2}")  # letters in which many languages are written
_HANGUL = re.compile("[\uac00-\ud7af]")
SAMPLE = 3_000
"""Characters that tell a language."""
_SURE = 0.98
_ENOUGH = 200
_SCRIPTS = (
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")), ("th", re.compile("[\u0e00-\u0e7f]")),
    ("he", re.compile("[\u0590-\u05ff]")), ("ka", re.compile("[\u10a0-\u10ff]")), ("hy", re.compile("[\u0530-\u058f]")),
)  # fmt: skip
"""Scripts in which one living language is written."""
_COMMON = {
    tongue: frozenset(common.split())
    for tongue, common in {
        "en": "the of and to in a is that for on with was as by it at from be are this his has have he an",
        "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er",
        "fr": "de la le et les des en un une du que dans est pour qui sur par au pas plus avec ce il sont se",
        "es": "de la que el en y los del se las por un con una para su no es al lo como más o fue",
        "it": "di e che la il in un a per è una con del della non le si da dei al gli nel sono alla ha",
        "pt": "de a o que e do da em um para com não uma os no se na por mais as dos ao foi das à",
        "nl": "de van het een en in is dat op te zijn met voor niet aan die er om door ook als bij naar",
        "sv": "och i att det som en på är av för med den till har inte om ett de han från men",
        "no": "og i det er på til som en å for av at med har de ikke han om fra ble var seg",
        "da": "og i at det er en til på som af for med den de har ikke der et fra var sig han",
        "pl": "w i na z się do nie że to jest o po jak przez od za dla są a oraz który ale",
        "cs": "a se v na je že o s z do i to ve jsou pro za by jako ale po které od",
        "tr": "ve bir bu da de için ile olarak çok daha gibi olan sonra en ne kadar ise o ki",
        "ru": "и в не на что с по а как это из за о к от у для но его то все был",
        "uk": "і в на що не з та до про за у як для від це його а й є по",
        "id": "yang dan di untuk dengan dari ini itu pada dalam tidak akan ke juga oleh adalah telah para",
        "fi": "ja on että ei se oli hän mutta myös ovat kun joka tai sen mukaan jo ole",
        "hu": "a az és hogy nem is egy meg ez azt már csak van volt de el még",
        "ro": "de în și a la cu pe că din o un care pentru nu este mai au fost",
        "vi": "và của là có cho trong được các với một không đã người những này khi để",
    }.items()
}
"""The commonest words of a language, by its code: enough to confirm what a page declares."""
_TONGUES = {
    word: tuple(tongue for tongue, common in _COMMON.items() if word in common)
    for word in {w for common in _COMMON.values() for w in common}
}


def language_of(text: str, declared: str | None) -> str | None:
    """The language: of the script where that settles it, as declared, or by detection where that is sure.

    Chinese is ``zh-Hans`` or ``zh-Hant`` by its characters; None where nothing is known. A declaration is believed where the
    commonest words of the text are that language's; only other texts are put to the detector, which costs 2 to 5 ms.
    """
    sample = text[:SAMPLE]
    said = primary(declared)
    scripted = _by_script(sample[:1_000])
    if scripted:
        return _chinese(sample) if scripted == "zh" else scripted
    common, sure = _by_words(sample)
    if common and (sure or said in (common, None)):
        return common
    if said and not _ROMAN.search(sample):
        return said
    if len(sample) >= _ENOUGH:
        guess, probability = _identifier().classify(sample)
        if probability >= _SURE or said is None:
            return str(guess) if guess != "zh" else _chinese(sample)
    return _chinese(sample) if said == "zh" else said


def declared_language(described: SelfDescription) -> str | None:
    """The language that the page declares: ``<html lang>``, then meta elements, then JSON-LD."""
    stated = (
        described.language,
        described.first("content-language", "language", "dc.language", "og:locale"),
        described.article.get("inLanguage"),
    )
    return next((s for s in stated if isinstance(s, str) and primary(s)), None)


def _by_words(sample: str) -> tuple[str | None, bool]:
    """The language whose commonest words are a seventh of a text and half as many again as any other's, or None.

    And whether that is sure: a quarter of the text, and twice as many.
    """
    words = sample.lower().split()[:250]
    if len(words) < 40:
        return None, False
    found = Counter(tongue for word in words for tongue in _TONGUES.get(word, ()))
    (tongue, most), (_, second) = (*found.most_common(2), ("", 0), ("", 0))[:2]
    told = most * 7 >= len(words) and most * 2 >= second * 3
    return (tongue, most * 4 >= len(words) and most >= second * 2) if told else (None, False)


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
    for tongue, letter in () if sample.isascii() or han else _SCRIPTS:
        if len(letter.findall(sample)) * 2 > letters:
            return tongue
    return "zh" if han * 3 > letters and kana * 50 < han else None


def _chinese(sample: str) -> str:
    script = script_of(sample)
    return f"zh-{script}" if script else "zh"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # imported late: 0.6 s

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
