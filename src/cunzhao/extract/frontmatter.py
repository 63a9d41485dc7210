"""The head of a Jekyll post: YAML 1.2 without code and without alias bombs, and line by line where it is broken."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_HEAD = 200_000
_FENCE = re.compile(r"\A\ufeff?\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"^([A-Za-z_][\w-]*)\s*:\s*(.*?)\s*$")
_MAX_ALIASES = 20
_MAX_VALUES = 10_000
"""Values with every alias counted as often as it stands: 18 aliases of one long list come to seven million."""


@dataclass(frozen=True, slots=True)
class Head:
    """The keys of a front matter, the text after it, in words what was odd, and the front matter as it was written."""

    keys: Mapping[str, Any]
    rest: str
    odd: tuple[str, ...] = ()
    raw: str = ""

    def written(self, key: str) -> str | None:
        """A key's value as it was written, on its one line."""
        match = re.search(rf"^{re.escape(key)}\s*:[ \t]*(\S.*?)\s*$", self.raw, re.MULTILINE)
        return match[1].strip("\"'")[:200] if match else None


def split_head(text: str) -> Head:
    """Read the front matter of a post; never raises. Without one, ``keys`` is empty and that is said."""
    match = _FENCE.match(text[: MAX_HEAD * 2])
    if match is None:
        return Head({}, text, ("no front matter",))
    raw, rest = match[1], text[match.end() :]
    if len(raw) > MAX_HEAD:
        return Head({}, rest, ("front matter too long to be one",))
    refs = len(re.findall(r"(?:^|[\s\[,:-])\*\w", raw, re.MULTILINE))
    if re.search(r"(?:^|[\s\[,:-])&\w", raw, re.MULTILINE) and refs > _MAX_ALIASES:
        return Head(_by_lines(raw), rest, (f"front matter with {refs} aliases, read line by line",), raw)
    try:
        keys = _yaml(raw)
    except Exception as error:  # ruamel raises its own, and others on hostile input (ValueError, RecursionError, …)
        problem = " ".join(str(error).split())[:120] or type(error).__name__
        return Head(_by_lines(raw), rest, (f"front matter is not YAML, read line by line: {problem}",), raw)
    if not isinstance(keys, Mapping):
        return Head(_by_lines(raw), rest, ("front matter is no mapping, read line by line",), raw)
    if refs and _is_bomb(keys):
        return Head(
            _by_lines(raw), rest, (f"front matter whose {refs} aliases expand without end, read line by line",), raw
        )
    return Head({str(key): value for key, value in keys.items()}, rest, (), raw)


def _is_bomb(keys: Any) -> bool:
    """Whether a walk through all values, aliases followed, comes to too many; a circle does too."""
    waiting, count = [keys], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count > _MAX_VALUES:
            return True
        waiting += value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return False


def _yaml(raw: str) -> Any:
    from ruamel.yaml import YAML  # imported late: only imports of posts need it

    loader = YAML(typ="safe", pure=True)
    loader.version = (1, 2)
    loader.allow_duplicate_keys = True
    return loader.load(io.StringIO(raw))


def _by_lines(raw: str) -> dict[str, Any]:
    """``key: value`` pairs, one a line; quotes round a value and a list in brackets are understood."""
    found: dict[str, Any] = {}
    for line in raw.splitlines():
        match = _LINE.match(line)
        if match:
            found[match[1]] = _value(match[2])
    return found


def _value(raw: str) -> Any:
    if raw.startswith("[") and raw.endswith("]"):
        return [str(_value(part.strip())) for part in raw[1:-1].split(",") if part.strip()]
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "\"'":
        return raw[1:-1].replace('\\"', '"') if raw[0] == '"' else raw[1:-1].replace("''", "'")
    return raw
