"""Single pages and files, put on record because somebody asked."""

from __future__ import annotations

import re
from pathlib import Path

from cunzhao.errors import InputError
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import publish_log, put_on_record
from cunzhao.flow.ingest import ingest
from cunzhao.flow.outcome import Outcome
from cunzhao.types import Deposit, Resource

MAX_FILE = 200_000_000
"""Bytes; a larger file is no page (the largest SingleFile page of a news site seen is some 60 MB)."""

SAVED_FROM = re.compile(
    rb"""<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)\s*(https?://[^\s>]+)"""
    rb"""|<link[^>]+rel=["']?canonical["']?[^>]*href=["'](https?://[^"'\s>]+)""",
    re.IGNORECASE,
)
"""How browsers and SingleFile note where a saved page came from; else the page's canonical link."""

TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".pdf": "application/pdf"}


def keep_file(context: Context, path: Path, url: str | None = None) -> list[Outcome]:
    """Put a file on record as "supplied by a person". Raises InputError when it cannot be read or names no address."""
    content = read_file(path)
    address = url or saved_from(content) or path.resolve().as_uri()
    kind = TYPES.get(path.suffix.lower()) or (
        "text/html" if b"<html" in content[:2000].lower() else "application/octet-stream"
    )
    resource = Resource(address, content, kind, "supplied", context.clock())
    done = ingest(context, put_on_record(context, [Deposit("page", resource=resource, facts={"file": path.name})]))
    publish_log(context)
    return done


def read_file(path: Path) -> bytes:
    """The whole file. Raises InputError for what is missing, no file, or too large."""
    try:
        if not path.is_file():
            raise InputError(f"{path}: there is no such file; give a URL or the path of a saved page")
        if path.stat().st_size > MAX_FILE:
            raise InputError(f"{path}: larger than {MAX_FILE // 1_000_000} MB, not a page; keep it elsewhere")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def saved_from(content: bytes) -> str | None:
    """The address a saved page says it came from."""
    found = SAVED_FROM.search(content[:200_000])
    return (found.group(1) or found.group(2)).decode("ascii", "replace") if found else None
