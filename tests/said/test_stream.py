"""The contract of ``said --jsonl``, and which reader a text is for."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from cunzhao.said import Context, reader_of, statements_of
from cunzhao.said.stream import FIELDS, said_jsonl

TEXT = "沙湾外长林知远3日在鹿屿说，三方应当尽快恢复联合巡逻，防止过度捕捞继续恶化。"


def lines_of(*jobs: object) -> list[str]:
    return [job if isinstance(job, str) else json.dumps(job, ensure_ascii=False) for job in jobs]


def run(*jobs: object, workers: int = 1) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    failures = said_jsonl(lines_of(*jobs), out, workers=workers)
    return failures, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_in_is_a_line_out_with_the_promised_names() -> None:
    failures, (done,) = run({"id": "x", "lang": "zh-Hans", "published": "2026-03-04T01:00:00Z", "text": TEXT})
    assert failures == 0
    assert done["id"] == "x"
    (one, *_) = done["statements"]
    assert set(FIELDS) <= set(one)
    assert one["speaker"] == "林知远"
    assert "联合巡逻" in TEXT[one["start"] : one["end"]]


BAD = ["{", "[]", '"x"', "null", {"id": 3}, {"id": 4, "text": 7}, {"id": 5, "text": "x", "lang": []},
       {"id": 6, "text": "x", "published": "yesterday"}, "[" * 100_000]  # fmt: skip


def test_bad_lines_give_one_line_each_with_an_error_and_the_others_go_on() -> None:
    good = {"id": "good", "text": TEXT, "lang": None, "published": None}
    failures, done = run(*BAD, good)
    assert failures == len(BAD)
    assert len(done) == len(BAD) + 1
    assert all(one["error"] and one["statements"] == [] for one in done[:-1])
    assert [one["id"] for one in done[4:8]] == [3, 4, 5, 6][: len(done[4:8])]
    assert done[-1]["statements"]


def test_many_lines_come_back_in_order_from_child_processes() -> None:
    failures, done = run(*({"id": n, "lang": "zh", "text": TEXT if n % 2 else ""} for n in range(60)), "{", workers=2)
    assert failures == 1
    assert [one["id"] for one in done] == [*range(60), None]
    assert all(bool(one["statements"]) == bool(n % 2) for n, one in enumerate(done[:60]))


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("林知远说，船到了。", None, "zh"),
        ("林知遠說，船到了。", "en", "zh"),
        ("船が着いたと発表しました。これはニュースです。", "ja", None),
        ("배가 도착했다고 그는 말했다.", None, None),
        ("The mayor said that the ship was in the harbour of the city.", None, "en"),
        ("Der Bürgermeister sagte, das Schiff sei im Hafen der Stadt.", None, None),
        ("Der Bürgermeister sagte, das Schiff sei da.", "de", None),
        ("The mayor said that the ship was in the harbour.", "en-GB", "en"),
        ("", "zh", None),
        ("12345 !!!", None, None),
    ],
)
def test_a_reader_is_chosen_by_letters_and_language(text: str, language: str | None, wanted: str | None) -> None:
    assert reader_of(text, language) == wanted


@pytest.mark.parametrize(
    "text", ["“" * 20_000, "说" * 50_000, "他说：“" * 8_000, "\x00\ud800\n" * 9_000, "一是" * 20_000]
)
def test_hostile_text_ends_and_every_place_lies_in_it(text: str) -> None:
    found = statements_of(text, "zh", Context())
    assert len(found) <= 2_000
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert len({(s.start, s.end) for s in found}) == len(found)
