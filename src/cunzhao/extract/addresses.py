"""Addresses as pages write them: relative, broken, or of no website at all."""

from __future__ import annotations

from urllib.parse import urlsplit

from cunzhao.urls import join, registrable_domain


def absolute(base: str, ref: str) -> str | None:
    """The http(s) address that ``ref`` names on the page ``base`` (which may be empty), or None."""
    ref = ref.strip()
    if not ref or ref.startswith("#"):
        return None
    if base:
        found = join(base, ref)
        if found is not None:
            return found
    if ref.startswith("//"):
        ref = f"https:{ref}"
    return join(ref, "") if ref.lower().startswith(("http://", "https://")) else None


def host(url: str) -> str:
    """The host in an address, lower case; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def site(url: str) -> str:
    """The registrable domain in an address; empty where there is none."""
    name = host(url)
    return registrable_domain(name) if name else ""
