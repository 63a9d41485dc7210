"""Data over HTTP is the data of the command line: one contract, two doors."""

from __future__ import annotations

from starlette.testclient import TestClient

from cunzhao.shapes import article_shape, search_shape
from tests.web.samples import sample_library


def test_the_data_of_an_article_is_what_the_command_line_prints(client: TestClient) -> None:
    views = sample_library().catalogue.views
    for name in ("flood", "removed", "undated", "reprint"):
        assert client.get(f"/article/{name}.json").json() == article_shape(views[name])


def test_a_search_has_the_keys_that_scripts_lean_on() -> None:
    shape = search_shape(sample_library().search("洪"))
    assert shape.keys() == {"total", "hits"}
    assert isinstance(shape["hits"], list)
    assert {"id", "title", "url", "source", "published", "snippet"} <= shape["hits"][0].keys()
