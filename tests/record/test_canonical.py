"""Canonical JSON comes out as the library for RFC 8785 writes it, whichever way it was made: every leaf hangs on it."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from cunzhao.errors import InputError
from cunzhao.record.leaves import canonical

TEXT = some.text(some.characters(codec="utf-8"), max_size=8)
VALUES = some.one_of(TEXT, some.integers(-(2**53) + 1, 2**53 - 1), some.none(), some.booleans(), some.floats(-9, 9))
FLAT = some.dictionaries(TEXT, VALUES, max_size=6)


@given(some.dictionaries(TEXT, some.one_of(VALUES, FLAT, some.lists(VALUES, max_size=3)), max_size=6))
def test_it_is_what_the_library_writes(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_every_character_that_json_may_escape() -> None:
    value = {
        f"k{n}": f"a{chr(n)}b" for n in [*range(0x20), 0x22, 0x2F, 0x5C, 0x7F, 0x80, 0x2028, 0xD7FF, 0xFFFF, 0x1F600]
    }
    assert canonical(value) == rfc8785.dumps(value)


def test_names_beyond_ascii_are_ordered_by_their_utf_16_units() -> None:
    value: dict[str, Any] = {"\U0001f600": "first", "\ufb33": "second", "a": {"\U0001f600": "1", "\ufb33": "2"}}
    assert canonical(value) == rfc8785.dumps(value)
    assert canonical(value).index(b"first") < canonical(value).index(b"second")


@pytest.mark.parametrize(
    "value", [{"a": 2**53}, {"a": -(2**53)}, {"a": float("nan")}, {"a": "\ud800"}, {"a": {"b": "\udfff"}}]
)
def test_what_it_cannot_hold_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        canonical(value)
