"""Sniffing images, and serving bytes of strangers as nothing but bytes."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from cunzhao.web.evidence import image_type
from tests.web.samples import png

IMAGES = {
    "image/png": png(1, 1, (0, 0, 0)),
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/gif": b"GIF89a\x01\x00",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "image/avif": b"\x00\x00\x00\x20ftypavif",
    "image/bmp": b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00",
    "image/x-icon": b"\x00\x00\x01\x00\x01\x00",
    "image/svg+xml": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<SVG xmlns="x">',
}
NO_IMAGES = [
    b"", b"<html>", b"<!doctype html><svg>", b"  <script>", b"\x89PNG", b"GIF88a", b"RIFF\0\0\0\0WAVEfmt ",
    b"BMW is a car maker",
    b"\0\0\0\x20ftypmp42", b"%PDF-1.7", b"<svgx>", b"<!-- " + b"x" * 5_000 + b" --><svg>", b"\xff\xfe<\0s\0v\0g\0",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content"), IMAGES.items())
def test_images_are_known_by_their_first_bytes(kind: str, content: bytes) -> None:
    assert image_type(content) == kind


@pytest.mark.parametrize("content", NO_IMAGES)
def test_what_only_claims_to_be_an_image_is_none(content: bytes) -> None:
    assert image_type(content) is None


def test_an_image_has_the_type_of_its_bytes_not_of_its_claim(client: TestClient) -> None:
    assert client.get("/image/img2").headers["content-type"] == "image/png"


def test_a_page_that_claims_to_be_an_image_is_refused_in_words(client: TestClient) -> None:
    response = client.get("/image/liar")
    assert response.status_code == 404
    assert "not an image" in response.text
    assert "alert" not in response.text


def test_an_svg_is_sandboxed_and_saved_when_opened_alone(client: TestClient) -> None:
    headers = client.get("/image/svg").headers
    assert headers["content-disposition"] == 'attachment; filename="svg.svg"'
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_a_payload_is_a_download_of_the_exact_bytes(client: TestClient) -> None:
    response = client.get("/capture/flood-c1/payload")
    assert response.content == b"<html><script>document.title='ran'</script>"
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == 'attachment; filename="flood-c1.payload"'


@pytest.mark.parametrize(
    "capture", ["nope", "%2e%2e%2f", "%2e%2e%2fetc", "a%00b", "a%0d%0ab", "x" * 500, "%22;evil", "存照"]
)
def test_an_id_that_is_none_is_not_found(client: TestClient, capture: str) -> None:
    for path in (f"/image/{capture}", f"/capture/{capture}/payload", f"/capture/{capture}", f"/article/{capture}"):
        assert client.get(path).status_code == 404


def test_what_the_browser_keeps_stays_in_its_sandbox(client: TestClient) -> None:
    for path in ("/image/img1", "/image/svg", "/capture/flood-c1/payload"):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("content-security-policy", "x-content-type-options", "content-disposition"):
            assert again.headers.get(name) == first.headers.get(name)
