"""Politeness: one at a time, a pause between, and a host that asks us to wait is left alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from cunzhao.fetch import HostWaits
from cunzhao.fetch.gate import retry_after
from tests.fetch.server import Answer, Server, Times, client_for, ok, run

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def _slept(answers: dict[str, Answer], urls: list[str], delay: float) -> list[float]:
    async def ask() -> list[float]:
        times = Times()
        async with Server(answers) as server, client_for(server, times=times, delay=delay) as client:
            for url in urls:
                await client.fetch(url)
        return times.slept

    return run(ask())


def test_requests_to_one_host_are_spaced() -> None:
    assert _slept({}, ["http://news.test/a", "http://news.test/b"], 2.0) == [2.0, 2.0]


def test_http_and_https_and_ports_of_a_host_share_its_pace() -> None:
    # Two robots.txt and two pages: three pauses.
    assert _slept({}, ["http://news.test/a", "http://news.test:8080/b"], 2.0) == [2.0, 2.0, 2.0]


def test_hosts_do_not_wait_for_each_other() -> None:
    assert _slept({}, ["http://news.test/a", "http://other.test/a"], 2.0) == [2.0, 2.0]


def test_no_delay_means_no_sleep() -> None:
    assert _slept({}, ["http://news.test/a", "http://news.test/b"], 0.0) == []


def test_a_crawl_delay_is_honoured_up_to_a_minute() -> None:
    robots = ok(b"User-agent: *\nCrawl-delay: 7.5\n")
    assert _slept({"/robots.txt": robots}, ["http://news.test/a", "http://news.test/b"], 2.0) == [7.5, 7.5]
    robots = ok(b"User-agent: *\nCrawl-delay: 86400\n")
    assert _slept({"/robots.txt": robots}, ["http://news.test/a"], 2.0) == [60.0]


def test_the_delay_counts_from_the_end_of_the_last_exchange() -> None:
    async def ask() -> list[float]:
        times = Times()

        async def slow(writer: asyncio.StreamWriter) -> None:
            times.now += timedelta(seconds=30)
            writer.write(ok(b"slow"))

        async with Server({"/slow": slow}) as server, client_for(server, times=times, delay=5.0) as client:
            await client.fetch("http://news.test/slow")
            times.now += timedelta(seconds=3)
            await client.fetch("http://news.test/b")
        return times.slept

    assert run(ask()) == [5.0, 2.0]


def test_a_clock_that_is_set_back_does_not_stop_the_round() -> None:
    async def ask() -> list[float]:
        times = Times()
        async with Server({}) as server, client_for(server, times=times, delay=2.0) as client:
            await client.fetch("http://news.test/a")
            times.now -= timedelta(days=400)
            await client.fetch("http://news.test/b")
        return times.slept

    assert max(run(ask())) == 2.0


def test_one_request_at_a_time_per_host() -> None:
    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        writer.write(ok(b"page"))

    async def ask() -> tuple[int, int]:
        async with Server({"/": slow}) as server, client_for(server) as client:
            await asyncio.gather(*(client.fetch("http://news.test/") for _ in range(5)))
            return server.most_busy, server.paths().count("/robots.txt")

    assert run(ask()) == (1, 1)


def _pause(answer: bytes) -> timedelta:
    """How long the host is left alone after this answer; the next request must not reach it."""

    async def ask() -> timedelta:
        times = Times()
        async with Server({"/a": answer, "/b": ok(b"b")}) as server, client_for(server, times=times) as client:
            kept = await client.fetch("http://news.test/a")
            assert kept.status in (429, 503)
            with pytest.raises(HostWaits) as caught:
                await client.fetch("http://news.test/b")
            assert server.paths() == ["/robots.txt", "/a"]
            assert "asked us to wait until 20" in str(caught.value)
            followed = await client.follow("http://news.test/b")
            assert followed.failure is not None
            assert followed.failure.kind == "wait"
            assert (await client.fetch("http://other.test/b")).payload == b"b"
            times.now = caught.value.until
            assert (await client.fetch("http://news.test/b")).payload == b"b"
            return caught.value.until - NOW

    return run(ask())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Retry-After: 120", 120),
        ("Retry-After: Sun, 22 Nov 2026 06:05:00 GMT", 300),
        ("Retry-After: 99999999999999999999999999", 86_400),
        ("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("Retry-After: soon", 60),
        ("Retry-After: -5", 60),
        ("X: y", 60),
    ],
)
def test_a_host_that_asks_us_to_wait_is_left_alone(header: str, seconds: int) -> None:
    assert _pause(ok(b"", header, status="429 Too Many Requests")) == timedelta(seconds=seconds)
    assert _pause(ok(b"", header, status="503 Unavailable")) == timedelta(seconds=seconds)


def test_refusals_in_a_row_double_the_pause_up_to_an_hour() -> None:
    async def ask() -> list[float]:
        times, pauses = Times(), []
        async with Server({"/": ok(b"", status="503 x")}) as server, client_for(server, times=times) as client:
            for _ in range(8):
                await client.fetch("http://news.test/")
                with pytest.raises(HostWaits) as caught:
                    await client.fetch("http://news.test/")
                pauses.append((caught.value.until - times.now).total_seconds())
                times.now = caught.value.until
        return pauses

    assert run(ask()) == [60, 120, 240, 480, 960, 1920, 3600, 3600]


@pytest.mark.parametrize("value", ["", "١٢", "1e3", "Sun, 99 Nov 2026 06:05:00 GMT", "\x00", "0x10", "1.5"])
def test_an_unreadable_retry_after_says_nothing(value: str) -> None:
    assert retry_after(value, NOW) is None


def test_a_time_that_has_passed_is_no_wait() -> None:
    assert retry_after("Sun, 22 Nov 2026 05:00:00 GMT", NOW) == 0
    assert retry_after("Sun, 22 Nov 2026 06:01:00", NOW) == 60
    assert retry_after(None, NOW) is None
