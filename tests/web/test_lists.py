"""Newest, days, sources, tags, search: what a reader finds, and what is said when there is nothing."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from starlette.testclient import TestClient

from tests.web.conftest import client_of
from tests.web.fakes import MemoryLibrary
from tests.web.samples import long_library


def titles(text: str) -> list[str]:
    return re.findall(r"<h3[^>]*><a[^>]*><bdi[^>]*>(.*?)</bdi>", text)


def test_newest_stands_under_its_days_newest_first(client: TestClient) -> None:
    text = client.get("/?lang=en").text
    days = re.findall(r'href="/day/([0-9-]+)\?', text)
    assert days == sorted(days, reverse=True)
    assert "Sunday, 22 November 2026" in text
    assert titles(text)[0] == "山洪过后：救援仍在继续"
    assert "9 articles of 5 sources on record" in text


def test_states_are_plain_labels(client: TestClient) -> None:
    text = client.get("/?lang=en").text
    for label in ("edited ×2", "taken down", "2 of 3 images held", "1 copy elsewhere"):
        assert f">{label}</span>" in text


@pytest.mark.parametrize(("only", "count"), [("edited", 3), ("gone", 1), ("copies", 1)])
def test_filters(client: TestClient, only: str, count: int) -> None:
    assert len(titles(client.get(f"/?only={only}").text)) == count


@pytest.mark.parametrize("query", ["?only=everything", "?cursor=zzz"])
def test_a_bad_word_in_the_address_is_explained(client: TestClient, query: str) -> None:
    response = client.get(f"/{query}", headers={"accept-language": "zh-TW"})
    assert response.status_code == 400
    assert "網址中有不合規之處" in response.text


def test_a_hundred_thousand_articles_are_paged() -> None:
    client = client_of(long_library(100_000))
    seen, address = [], "/?lang=en"
    for _ in range(3):
        text = client.get(address).text
        seen += titles(text)
        (address,) = re.findall(r'rel="next" href="([^"]+)"', text)
        address = address.replace("&amp;", "&")
    assert seen == [f"第 {place} 条消息" for place in range(150)]
    assert "100,000 articles" in client.get("/?lang=en").text
    assert len(client.get("/days").content) < 1_000_000


def test_the_last_page_has_no_next() -> None:
    assert 'rel="next"' not in client_of(long_library(50)).get("/").text
    assert 'rel="next"' in client_of(long_library(51)).get("/").text


@pytest.mark.parametrize("path", ["/", "/days"])
def test_an_empty_archive_says_what_to_do(path: str) -> None:
    text = client_of(MemoryLibrary()).get(f"{path}?lang=en").text
    assert "Nothing is on record yet." in text
    assert "cunzhao add https://…\ncunzhao run" in text


def test_no_sources_says_what_to_do() -> None:
    assert "cunzhao add https://…" in client_of(MemoryLibrary()).get("/sources").text


def test_a_day(client: TestClient) -> None:
    text = client.get("/day/2026-11-21?lang=en").text
    assert "Saturday, 21 November 2026" in text
    assert len(titles(text)) == 3
    assert 'href="/day/2026-11-22?lang=en"' in text
    assert 'href="/day/2026-11-20?lang=en"' in text


def test_a_day_without_articles_is_no_error(client: TestClient) -> None:
    response = client.get("/day/2020-01-01?lang=en")
    assert response.status_code == 200
    assert "There is no article here." in response.text or "That does not mean" in response.text


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "20261122", "2026-W47-1", "0000-00-00", "２０２６-11-22"])
def test_what_is_no_day_is_not_found(client: TestClient, day: str) -> None:
    assert client.get(f"/day/{day}").status_code == 404


def test_sources_show_what_is_missing(client: TestClient) -> None:
    text = client.get("/sources?lang=en").text
    for words in ("access refused <b>204</b>", "the server answered 403", "9 days", "2,200 of 2,322", "never"):
        assert words in text


def test_a_source_shows_its_channels_and_only_its_articles(client: TestClient) -> None:
    text = client.get("/source/courier?lang=en").text
    assert "https://courier.example/sitemap.xml" in text
    assert "followed since 24 April 2026" in text
    assert len(titles(text)) == 2
    assert client.get("/source/unknown").status_code == 404


def test_a_tag_with_a_slash_can_be_opened(client: TestClient) -> None:
    (address,) = re.findall(r'href="(/tag/a[^"]*)"', client.get("/tags").text)
    assert address == "/tag/a%2Fb%3Fc%23d"
    assert len(titles(client.get(address).text)) == 1


def test_search_finds_the_other_script_and_marks_it(client: TestClient) -> None:
    text = client.get("/search", params={"q": "选举", "lang": "en"}).text
    assert "1 article found" in text
    assert "<mark>選舉</mark>" in text


def test_a_query_that_cannot_be_read_is_explained_in_place(client: TestClient) -> None:
    response = client.get("/search", params={"q": '"open', "lang": "en"})
    assert response.status_code == 400
    assert "This query could not be read." in response.text
    assert "the phrase is not closed" in response.text
    assert 'value="&#34;open"' in response.text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=501", "page=x", "page=٣", "order=random", "page=99999999999999"]
)
def test_a_search_address_out_of_range_is_explained(client: TestClient, query: str) -> None:
    assert client.get(f"/search?q=a&{query}").status_code == 400
    assert client.get(f"/search?{query}").status_code == 200


def test_a_query_too_long_is_explained(client: TestClient) -> None:
    response = client.get("/search", params={"q": "x" * 1_001})
    assert response.status_code == 400
    assert "1000 are the most" in response.text


def test_no_hits_say_what_to_try(client: TestClient) -> None:
    assert "Try fewer words" in client.get("/search?q=zzzz&lang=en").text


def test_search_as_data(client: TestClient) -> None:
    found = client.get("/api/search.json", params={"q": "選舉"}).json()
    assert found["total"] == 1
    (hit,) = found["hits"]
    assert hit["id"] == "election"
    assert hit["published"] == "2026-11-22T06:34:00Z"
    start, end = hit["marks"][0]
    assert hit["snippet"][start:end] == "選舉"


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%22", "?q=a&limit=0", "?q=a&limit=201", "?q=a&offset=-1", "?q=a&order=x"]
)
def test_search_as_data_explains_errors(client: TestClient, query: str) -> None:
    response = client.get(f"/api/search.json{query}")
    assert response.status_code == 400
    assert response.json()["error"]


def test_the_feed_is_well_formed_whatever_the_titles(client: TestClient) -> None:
    root = etree.fromstring(client.get("/feed.atom").content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert len(root.findall("a:entry", names)) == 9
    assert root.findtext("a:updated", namespaces=names) == "2026-11-22T09:04:00Z"
    links = [link.get("href") for link in root.findall("a:entry/a:link", names)]
    assert "http://localhost:8000/article/flood" in links
    assert not [link for link in links if link is None or not link.startswith(("http://", "https://"))]


def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/", headers={"if-none-match": first.headers["etag"], "accept-language": "zh-HK"})
    assert other.status_code == 200


def test_our_own_files_are_addressed_by_their_hash(client: TestClient) -> None:
    (address,) = re.findall(r'href="(/static/[0-9a-f]{16}/room\.css)"', client.get("/").text)
    response = client.get(address)
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-type"].startswith("text/css")
    assert client.get("/static/0000000000000000/room.css").status_code == 404
