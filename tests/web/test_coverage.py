"""The coverage pages: what is missing is seen without a script, in three languages, for thousands of sources."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from lxml import etree
from starlette.testclient import TestClient

from cunzhao.types import SourceHealth
from tests.web.conftest import client_of
from tests.web.fakes import MemoryCatalogue, MemoryLibrary
from tests.web.samples import sample_library


@pytest.fixture
def library() -> MemoryLibrary:
    return sample_library()


def many(number: int, health: SourceHealth) -> MemoryLibrary:
    """A library of so many sources like this one."""
    made = tuple(
        replace(health, source=replace(health.source, id=f"s{n}", name=f"Source {n}"), last_error=None)
        for n in range(number)
    )
    return MemoryLibrary(MemoryCatalogue(health=made))


@pytest.mark.parametrize(("lang", "word"), [("en", "does not answer"), ("zh-Hans", "无应答"), ("zh-Hant", "無應答")])
def test_it_says_what_is_wrong_in_every_language(client: TestClient, lang: str, word: str) -> None:
    text = client.get(f"/coverage?lang={lang}").text
    assert word in text
    assert "<svg" in text
    assert "<script>" not in text
    etree.HTML(text)


def test_the_plot_says_each_day_in_words(client: TestClient) -> None:
    text = client.get("/coverage?lang=en").text
    assert len(re.findall(r"<title>[^<]*expected[^<]*</title>", text)) == 30
    assert 'role="img"' in text


def test_a_collector_that_stopped_is_an_alarm(library: MemoryLibrary) -> None:
    assert "Nobody has been collecting" not in client_of(library).get("/coverage?lang=en").text
    text = client_of(replace(library, stopped=True)).get("/coverage?lang=en").text
    assert re.search(r'role="alert">Nobody has been collecting since', text)


def test_two_thousand_sources_are_paged_and_all_are_reached(library: MemoryLibrary) -> None:
    client = client_of(many(2_000, library.catalogue.health[0]))
    seen, address = set(), "/coverage?lang=en"
    for _ in range(20):
        text = client.get(address).text
        assert len(text) < 500_000
        seen |= set(re.findall(r'href="/coverage/(s[0-9]+)', text))
        following = re.findall(r'rel="next" href="([^"]+)"', text)
        address = following[0].replace("&amp;", "&") if following else ""
    assert address == ""
    assert len(seen) == 2_000


def test_those_in_trouble_come_first_and_can_be_chosen(client: TestClient) -> None:
    names = re.findall(r'scope="row"><a href="/coverage/([^"?]+)', client.get("/coverage?lang=en").text)
    chosen = re.findall(r'scope="row"><a href="/coverage/([^"?]+)', client.get("/coverage?state=failing").text)
    assert chosen
    assert names[: len(chosen)] == chosen
    assert client.get("/coverage?state=odd").status_code == 400
    assert client.get("/coverage?from=-1").status_code == 400


def test_one_source_has_a_page_and_none_has_none(client: TestClient, library: MemoryLibrary) -> None:
    name = library.catalogue.health[0].source.id
    assert client.get(f"/coverage/{name}?lang=en").status_code == 200
    assert client.get("/coverage/nobody").status_code == 404


def test_the_feeds_tell_what_began_and_what_ended(client: TestClient) -> None:
    root = etree.fromstring(client.get("/coverage.atom").content)
    ids = [e.text for e in root.iter("{*}id")][1:]
    assert len(ids) == len(set(ids)) == 3
    items = json.loads(client.get("/coverage.json?lang=en").text)["items"]
    assert [i["title"] for i in items if "well" in i["title"]] == ["B: well"]
    assert {i["title"] for i in items} >= {"<b>A</b>: silent", "B: does not answer"}
