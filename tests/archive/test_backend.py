"""The optional model: asked through the guard, only where it was set, and believed only letter by letter."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cunzhao.archive.backend import ask_of, content_of
from cunzhao.archive.settings import Settings
from cunzhao.errors import FetchError, UsageError
from cunzhao.fetch.post import named_by_keeper
from cunzhao.said.anchor import proposed

TEXT = "林知远说，船到了。"


class Model(BaseHTTPRequestHandler):
    """Answers every question with one statement that is in the text and one that is not."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = [{"quote": "船到了", "speaker": "林知远"}, {"quote": "船沉了", "speaker": "林知远"}]
        answer = {"choices": [{"message": {"content": json.dumps(said)}}], "model": asked["model"]}
        body = json.dumps(answer).encode()
        self.send_response(200 if self.path == "/v1/chat/completions" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def model() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Model) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_what_a_model_says_is_kept_where_it_stands_in_the_text(model: str) -> None:
    found = proposed(TEXT, ask_of(Settings(backend_url=f"{model}/v1", backend_model="m")))
    assert [TEXT[s.start : s.end] for s in found] == ["船到了"]


def test_another_status_is_an_error(model: str) -> None:
    with pytest.raises(FetchError, match="404"):
        ask_of(Settings(backend_url=f"{model}/elsewhere", backend_model="m"))("i", "t")


@pytest.mark.parametrize(("url", "name"), [("", "m"), ("http://127.0.0.1:1/v1", "")])
def test_without_settings_nothing_is_asked(url: str, name: str) -> None:
    with pytest.raises(UsageError):
        ask_of(Settings(backend_url=url, backend_model=name))


@pytest.mark.parametrize("answer", [b"", b"{}", b"[]", b'{"choices": []}', b"\xff", b"[" * 10_000])
def test_an_answer_that_is_none_is_an_error(answer: bytes) -> None:
    with pytest.raises(FetchError):
        content_of(answer)


def test_only_the_address_that_the_keeper_named_is_opened() -> None:
    policy = named_by_keeper("http://127.0.0.1:11434/v1")
    assert policy.objection("127.0.0.1", 11434) is None
    assert policy.objection("127.0.0.1", 80) is not None
    assert policy.objection("10.0.0.1", 11434) is not None
    assert named_by_keeper("http://model.example/v1").objection("127.0.0.1", 80) is not None
