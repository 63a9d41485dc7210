"""TLS: verified against the host's name, whatever address it is dialled at."""

from __future__ import annotations

import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cunzhao.errors import FetchError
from cunzhao.fetch import Limits
from cunzhao.types import Exchange
from tests.fetch.server import Answer, Server, client_for, moved, ok, run, silent

NOW = datetime.now(UTC)  # OpenSSL compares with the real clock


class Authority:
    """A certificate authority for one test run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.certificate = self._sign(self._name, self._key.public_key(), "", timedelta(days=1), is_authority=True)

    def server_context(self, name: str, lasts: timedelta = timedelta(days=1), own: bool = False) -> ssl.SSLContext:
        """What a server for ``name`` presents; ``own`` signs with its own key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        signer = key if own else self._key
        certificate = self._sign(subject, key.public_key(), name, lasts, signer=signer)
        path = self._folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        self.presented = certificate
        return context

    def client_context(self) -> ssl.SSLContext:
        """What a client that trusts only this authority uses."""
        return ssl.create_default_context(cadata=self.certificate.public_bytes(serialization.Encoding.PEM).decode())

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        name: str,
        lasts: timedelta,
        signer: ec.EllipticCurvePrivateKey | None = None,
        is_authority: bool = False,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=10))
            .not_valid_after(NOW + lasts)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if name:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        return builder.sign(signer or self._key, hashes.SHA256())


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def _ask(context: ssl.SSLContext | None, trusted: ssl.SSLContext | None, answer: Answer = b"") -> Exchange:
    async with (
        Server({"/": answer or ok(b"page")}, tls=context) as server,
        client_for(server, tls=trusted, limits=Limits(connect_seconds=0.4, total_seconds=0.6)) as client,
    ):
        got = await client.fetch("https://news.test/")
        assert server.connections == 1  # robots.txt and the page share it
        return got


def _kind(context: ssl.SSLContext | None, trusted: ssl.SSLContext | None) -> str:
    with pytest.raises(FetchError) as caught:
        run(_ask(context, trusted))
    return caught.value.kind


def test_the_certificate_is_checked_against_the_name_and_put_on_record(authority: Authority) -> None:
    got = run(_ask(authority.server_context("news.test"), authority.client_context()))
    assert got.payload == b"page"
    der = authority.presented.public_bytes(serialization.Encoding.DER)
    assert got.tls == hashlib.sha256(der).hexdigest()
    assert b"Host: news.test\r\n" in got.request
    assert got.response == ok(b"page")


def test_a_body_cut_off_under_tls_is_kept(authority: Authority) -> None:
    answer = silent(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
    got = run(_ask(authority.server_context("news.test"), authority.client_context(), answer))
    assert (got.payload, got.truncated) == (b"half", "time")


def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    assert _kind(authority.server_context("other.test"), authority.client_context()) == "tls"


def test_an_expired_certificate_is_refused(authority: Authority) -> None:
    assert _kind(authority.server_context("news.test", lasts=timedelta(days=-1)), authority.client_context()) == "tls"


def test_a_self_signed_certificate_is_refused(authority: Authority) -> None:
    assert _kind(authority.server_context("news.test", own=True), authority.client_context()) == "tls"


def test_the_systems_authorities_are_asked_by_default(authority: Authority) -> None:
    assert _kind(authority.server_context("news.test"), None) == "tls"


def test_a_server_without_tls_is_refused(authority: Authority) -> None:
    assert _kind(None, authority.client_context()) in ("tls", "timeout")


def test_a_server_that_only_speaks_an_old_tls_is_refused(authority: Authority) -> None:
    context = authority.server_context("news.test")
    trusted = authority.client_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    trusted.minimum_version = ssl.TLSVersion.TLSv1_3
    assert _kind(context, trusted) == "tls"


def test_a_redirect_from_https_is_followed_to_http(authority: Authority) -> None:
    async def ask() -> list[str | None]:
        async with (
            Server({"/": moved("http://news-2.test/plain")}, tls=authority.server_context("news.test")) as secure,
            Server({"/plain": ok(b"page")}) as plain,
            client_for(secure, plain, tls=authority.client_context()) as client,
        ):
            return [hop.tls for hop in (await client.follow("https://news.test/")).exchanges]

    first, second = run(ask())
    assert first is not None
    assert second is None
