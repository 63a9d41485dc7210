"""Single pages and files, put on record because somebody asked."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

from cunzhao.errors import InputError, UsageError
from cunzhao.extract import is_binary
from cunzhao.flow import mhtml
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import publish_log
from cunzhao.flow.files import take_files
from cunzhao.flow.outcome import Outcome
from cunzhao.flow.taking import is_archive, take_in
from cunzhao.types import Deposit, Resource
from cunzhao.urls import parse

MAX_FILE = 200_000_000
"""Bytes; a larger file is taken for no page and refused, since it is held in memory whole."""

SAVED_FROM = re.compile(
    rb"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:)\s*(https?://[^\s>]+)", re.IGNORECASE
)
"""How browsers and SingleFile note where a saved page came from."""
LINK = re.compile(rb"<link\b[^>]{1,4000}>", re.IGNORECASE)
CANONICAL = re.compile(rb"""\srel\s*=\s*["']?canonical["'\s/>]""", re.IGNORECASE)
HREF = re.compile(rb"""\shref\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s"'>]+))""", re.IGNORECASE)
HEAD = 200_000
"""Bytes in which a page says where it came from."""

BINARY = "application/octet-stream"
TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".pdf": "application/pdf"}


def keep_file(context: Context, path: Path, url: str | None = None) -> list[Outcome]:
    """Put a file on record as "supplied by a person". Raises InputError for a file, UsageError for a ``url`` that is none."""
    if url:
        parse(url)
    if is_archive(path):
        return take_in(context, [path], "supplied")[1]
    content = read_file(path, "a URL or the path of a file")
    if path.suffix.lower() in mhtml.SUFFIXES:
        return _keep_mhtml(context, path, content, url)
    address = url or saved_from(content) or path.resolve().as_uri()
    resource = Resource(address, content, _kind(path, content), "supplied", context.clock())
    facts = {"file": spelled(Path(path.name))}
    done = take_files(context, [Deposit("page", resource=resource, facts=facts)])
    publish_log(context)
    return done


def _kind(path: Path, content: bytes) -> str:
    """The content type: a name is believed unless the bytes say otherwise."""
    if content.startswith(b"%PDF-"):
        return TYPES[".pdf"]
    if is_binary(content):
        return BINARY
    return TYPES.get(path.suffix.lower()) or ("text/html" if b"<html" in content[:2000].lower() else BINARY)


def spelled(path: Path) -> str:
    """A path as text that can be written anywhere: bytes that are no UTF-8 are spelled out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _keep_mhtml(context: Context, path: Path, content: bytes, url: str | None) -> list[Outcome]:
    """The file whole as the page, and each image in it under its own address."""
    page, images = mhtml.read_mhtml(content)
    now, facts = context.clock(), {"file": path.name}
    whole = Resource(url or page.url or path.resolve().as_uri(), content, mhtml.MHTML, "supplied", now)
    deposits = [Deposit("page", resource=whole, facts=facts)]
    for part in images:
        resource = Resource(part.url or "", part.content, part.content_type, "supplied", now)
        deposits.append(Deposit("image", resource=resource, facts=facts))
    done = take_files(context, deposits)
    publish_log(context)
    return done


def read_file(path: Path, wanted: str = "the path of a file") -> bytes:
    """The whole file. Raises InputError for what is missing, no file, or too large, and names what is ``wanted``."""
    try:
        if not path.is_file():
            what = "this is no file but a folder or a device" if path.exists() else "there is no such file"
            raise InputError(f"{path}: {what}; give {wanted}")
        if path.stat().st_size > MAX_FILE:
            raise InputError(f"{path}: larger than {MAX_FILE // 1_000_000} MB, not a page; keep it elsewhere")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def saved_from(content: bytes) -> str | None:
    """The address a saved page says it came from: its browser's note, else its own canonical link; only a usable one."""
    head = content[:HEAD]
    note = SAVED_FROM.search(head)
    found = [note.group(1)] if note else []
    for link in LINK.findall(head):
        href = HREF.search(link) if CANONICAL.search(link) else None
        found += [next(filter(None, href.groups()))] if href else []
    addresses = (html.unescape(raw.decode("utf-8", "replace")) for raw in found)
    return next((a for a in addresses if _is_address(a)), None)


def _is_address(text: str) -> bool:
    try:
        parse(text)
    except UsageError:
        return False
    return True
