"""The ledger in the reading room, over a real archive."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from cunzhao.publish.messages import LANGUAGES
from cunzhao.types import Block, Link, Revision
from cunzhao.web.bodies import body_of
from tests.archive.spoken import spoken
from tests.press_archive import Clock
from tests.web.conftest import client_of


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, str]:
    archive, one, _ = spoken(tmp_path_factory.mktemp("said"))
    return client_of(archive.reading()), one


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/said", "/said?all=1", "/said?by=林知远&all=1", "/said?about=休渔&all=1&after=2026"])
def test_the_pages_speak_every_language(room: tuple[TestClient, str], path: str, language: str) -> None:
    answer = room[0].get(path + ("&" if "?" in path else "?") + f"lang={language}")
    assert answer.status_code == 200
    assert "said-" not in answer.text.replace('class="said-', "").replace("ask-said", "").replace(" said-", "")


def test_an_entry_opens_the_article_at_the_marked_sentence(room: tuple[TestClient, str]) -> None:
    client, one = room
    found = client.get("/api/said.json", params={"about": "五年以后", "all": "1"}).json()
    (entry,) = found["statements"]
    path = f"/article/{one}/revision/2?said={entry['start']}-{entry['end']}"
    assert path.replace("&", "&amp;") in client.get("/said?all=1&about=五年以后").text
    shown = client.get(path).text
    assert f'<mark id="said">{entry["text"]}</mark>' in shown
    assert entry["payload_sha256"] in client.get("/said?all=1&about=五年以后").text


def test_the_article_lists_its_statements(room: tuple[TestClient, str]) -> None:
    client, one = room
    page = client.get(f"/article/{one}").text
    assert 'id="statements"' in page
    assert "/said?by=" in page
    assert "<mark" not in page


def test_the_data_is_that_of_the_command(room: tuple[TestClient, str]) -> None:
    found = room[0].get("/api/said.json?all=1&limit=1").json()
    assert set(found) == {"total", "next", "statements"}
    more = room[0].get("/api/said.json", params={"all": "1", "limit": 1, "cursor": found["next"]}).json()
    assert more["statements"][0]["id"] != found["statements"][0]["id"]


@pytest.mark.parametrize(
    "query",
    ["after=x", "before=2026-13", "cursor=1", "after=9999999", "cursor=2026-01-01~" + "9" * 500],
)
def test_what_cannot_be_read_is_explained(room: tuple[TestClient, str], query: str) -> None:
    assert room[0].get(f"/said?{query}").status_code == 400
    assert "error" in room[0].get(f"/api/said.json?{query}").json()


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1e9"])
def test_a_limit_that_is_none_is_refused(room: tuple[TestClient, str], limit: str) -> None:
    assert room[0].get(f"/api/said.json?limit={limit}").status_code == 400


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "' OR 1=1 --", '"', "\ud800", "*" * 500, "NEAR(", "\x00", "%"]
)
def test_odd_words_find_nothing_and_break_nothing(room: tuple[TestClient, str], text: str) -> None:
    for name in ("by", "about", "source"):
        answer = room[0].get("/said", params={name: text.encode("utf-8", "replace").decode(), "all": "1"})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("span", ["5-2", "x", "-", "0-99999999", "1-2-3", "٣-٩"])
def test_a_span_that_is_none_is_ignored(room: tuple[TestClient, str], span: str) -> None:
    client, one = room
    assert client.get(f"/article/{one}?said={span}").status_code == 200


def revision_of(*blocks: Block) -> Revision:
    text = "\n".join(line for b in blocks if b.kind != "figure" for line in b.text.split("\n") if line)
    return Revision("a.1", "a", 1, "c", Clock()(), "x", "t", text, "", blocks, ())


def test_marks_keep_to_lines_links_and_lists() -> None:
    linked = Block("paragraph", "one two three", links=(Link(4, 7, "https://x.example/"),))
    listed = Block("list", "four\nfive", items=("four", "five"))
    body = str(body_of(revision_of(linked, Block("figure", "no", url="u"), listed), (), "en", (2, 20)))
    assert body.count("<mark") == body.count("</mark>") == 5
    assert '<mark id="said">e </mark><a href="https://x.example/"' in body
    assert "<mark>two</mark></a><mark> three</mark>" in body
    assert "<mark>four</mark>" in body
    assert "<mark>f</mark>ive" in body
    plain = str(body_of(revision_of(linked, listed), (), "en"))
    assert body.replace('<mark id="said">', "").replace("<mark>", "").replace("</mark>", "").count(
        "<li>"
    ) == plain.count("<li>")


def test_signs_in_the_text_itself_are_no_marks() -> None:
    body = str(body_of(revision_of(Block("paragraph", "a\u2e28b\u2e29c\u2e28d")), (), "en", (0, 1)))
    assert body.count("<mark") == body.count("</mark>") == 1


def test_the_json_is_json_for_hostile_numbers(room: tuple[TestClient, str]) -> None:
    text = room[0].get("/api/said.json?all=1").text
    assert json.loads(text)["total"] >= 4
