"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), put under feedparser's names so that one reader serves all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def looks_like_json(content: bytes) -> bool:
    """Whether the first character that is no blank or byte order mark is an opening brace."""
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def parse(content: bytes) -> tuple[dict[str, Any], str | None]:
    """What feedparser would have said, had it read JSON Feed; and a line on what went wrong, or None."""
    empty: dict[str, Any] = {"bozo": True, "version": "", "entries": [], "feed": {}}
    try:
        document = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return empty, f"not readable as JSON: {type(error).__name__}"
    version = _text(document, "version") or "" if isinstance(document, dict) else ""
    if "jsonfeed.org/version/" not in version:
        return empty, "this is JSON, but no JSON Feed: its version is not one of jsonfeed.org"
    items = document.get("items")
    entries = [_entry(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    result = {
        "bozo": False,
        "version": _version(version),
        "encoding": "utf-8",
        "feed": _about(document),
        "entries": entries,
    }
    return result, None if isinstance(items, list) else "the feed has no list of items"


def _version(version: str) -> str:
    return "json11" if version.rstrip("/").endswith("1.1") else "json10"


def _about(document: Mapping[str, Any]) -> dict[str, Any]:
    return _named(
        document,
        {"title": "title", "link": "home_page_url", "language": "language", "subtitle": "description", "icon": "icon"},
    ) | _authors(document)


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    entry = _named(
        item,
        {
            "id": "id",
            "title": "title",
            "published": "date_published",
            "updated": "date_modified",
            "summary": "summary",
            "language": "language",
        },
    )
    link = _text(item, "url") or _text(item, "external_url")
    content = [
        {"type": kind, "value": text}
        for kind, name in (("text/html", "content_html"), ("text/plain", "content_text"))
        if (text := _text(item, name))
    ]
    tags = item.get("tags")
    words = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    return (
        entry
        | ({"link": link} if link else {})
        | ({"content": content} if content else {})
        | ({"tags": [{"term": word, "scheme": None, "label": None} for word in words]} if words else {})
        | _authors(item)
    )


def _authors(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1.1 has a list ``authors``, version 1.0 one ``author``."""
    found = mapping.get("authors")
    people = found if isinstance(found, list) else [mapping.get("author")]
    names = [name for person in people if isinstance(person, dict) and (name := _text(person, "name"))]
    return {"author": ", ".join(names), "authors": [{"name": name} for name in names]} if names else {}


def _named(mapping: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {ours: text for ours, theirs in names.items() if (text := _text(mapping, theirs))}


def _text(mapping: Mapping[str, Any], name: str) -> str | None:
    value = mapping.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(value)  # an id written as a number; the specification says to read it as a text
    return value.strip() or None if isinstance(value, str) else None
