"""From bytes to text, in the order of the WHATWG: byte order mark, HTTP header, ``<meta>``, and only then a guess.

Labels are those of https://encoding.spec.whatwg.org/ (so ``gb2312`` means gb18030 and ``big5`` means big5-hkscs).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

import cchardet
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

How = Literal["bom", "header", "meta", "utf-8", "guess", "default"]

# What browsers read where w3lib and Python would read a smaller character set, or one under another name.
_WHATWG = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "euc_kr": "cp949",
    "iso2022_kr": "cp949",
    "shift_jis": "cp932",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "utf-7": "utf-8",
    "utf-16": "utf-16-le",
}
_EXTRA_LABELS = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf8": "utf-8",
    "unicode": "utf-16-le",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 200_000  # bytes shown to the detector: it costs about 20 ms per MB
_SNIFFED = 1445  # bytes by which a browser decides whether a file is binary
_TEXT_BYTES = bytes(b for b in range(256) if b >= 0x20 or b in b"\t\n\x0c\r\x1b")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the charset it was read with (Python's name), how that was decided, and what could not be read, in words."""

    text: str
    charset: str
    how: How
    problems: tuple[str, ...] = ()


def decode(content: bytes, content_type: str | None = None) -> Decoded:
    """Read ``content`` as text. Never fails: undecodable bytes become U+FFFD and are counted in ``problems``.

    A declared charset under which more than one character in fifty is unreadable is taken to be wrong when the bytes
    are sound UTF-8, or when the detector's choice reads them with fewer losses.
    """
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _read(content[len(mark) :], charset, "bom")
    declared = _declared(content, content_type)
    if declared is None:
        return _undeclared(content)
    if declared[1] == "meta" and declared[0] != "utf-8" and _is_utf8(content):
        # Pages re-encoded on the way keep their old meta element. Sound UTF-8 beyond ASCII is next to never anything else.
        return Decoded(content.decode("utf-8"), "utf-8", "utf-8", ())
    reading = _read(content, *declared)
    if "\ufffd" not in reading.text:
        return reading
    losses = reading.text.count("\ufffd")
    if losses * 50 <= max(len(reading.text), 1):
        return reading
    other = _undeclared(content)
    better = other.charset != reading.charset and other.text.count("\ufffd") < losses
    if not better:
        return reading
    return Decoded(
        other.text, other.charset, other.how, (f"declared as {reading.charset}, which does not fit", *other.problems)
    )


def is_binary(content: bytes, content_type: str | None = None) -> bool:
    """Whether bytes are no text in any encoding, by the control characters among the first of them.

    Those that count are the "binary data bytes" of https://mimesniff.spec.whatwg.org/; UTF-16 and UTF-32 have NULs, and a mark
    or a header that says so. One such byte makes browsers take a file for binary; pages with a stray one are read here, so it
    takes one in fifty.
    """
    head = content[:_SNIFFED]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return False
    if len(head.translate(None, _TEXT_BYTES)) * 50 <= len(head):
        return False
    return not (_header_charset(content_type) or "").startswith(("utf-16", "utf-32"))


def python_codec(label: str) -> str | None:
    """The Python codec that reads what a page labelled so means to a browser; None for an unknown label."""
    name = label.strip().strip("\"'").lower()
    if name in _EXTRA_LABELS:
        return _EXTRA_LABELS[name]
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(found, "_is_text_encoding", True):
        return None
    return _WHATWG.get(found.name, found.name)


def _declared(content: bytes, content_type: str | None) -> tuple[str, How] | None:
    header = _header_charset(content_type)
    if header is not None:
        return header, "header"
    label = html_body_declared_encoding(content[:8192])
    charset = python_codec(label) if label else None
    if charset is None:
        return None
    # A page that could be read far enough to find the word "utf-16" in it is not UTF-16 (WHATWG, prescan).
    return ("utf-8" if charset.startswith("utf-16") else charset), "meta"


def _is_utf8(content: bytes) -> bool:
    """Whether bytes are UTF-8 with something in it that is not ASCII."""
    try:
        return len(content.decode("utf-8")) < len(content)
    except UnicodeDecodeError:
        return False


def _header_charset(content_type: str | None) -> str | None:
    if not content_type:
        return None
    label = http_content_type_encoding(content_type)
    if label:
        # w3lib already translates labels, but keeps Python's narrower codecs for some of them.
        return python_codec(label)
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type[:500], re.IGNORECASE)
    return python_codec(named[1]) if named else None


def _undeclared(content: bytes) -> Decoded:
    """UTF-8 where the bytes are sound UTF-8 (chance agreement is next to impossible), else the detector's choice."""
    try:
        return Decoded(content.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(content) - 4:  # cut inside the last character
            return _read(content, "utf-8", "utf-8")
    guess = cchardet.detect(content[:_SAMPLE])["encoding"]
    charset = python_codec(guess) if guess else None
    return _read(content, charset, "guess") if charset else _read(content, "utf-8", "default")


def _read(content: bytes, charset: str, how: How) -> Decoded:
    text = content.decode(charset, "replace")
    if "\ufffd" not in text:
        return Decoded(text, charset, how)
    lost = text.count("\ufffd") - _written_replacements(content, charset)
    problems = (f"{lost} characters could not be decoded as {charset}",) if lost > 0 else ()
    return Decoded(text, charset, how, problems)


def _written_replacements(content: bytes, charset: str) -> int:
    """How many U+FFFD the page itself holds; they are no loss of ours."""
    try:
        return content.count("\ufffd".encode(charset))
    except UnicodeEncodeError:
        return 0
