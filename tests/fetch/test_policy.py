"""Addresses that may not be dialled, in every spelling: nothing reaches a listener that is not in the allow list."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from cunzhao.fetch import BAD_PORTS, AddressPolicy, Client, Limits, Resolver, system_resolver
from tests.fetch.server import AGENT, Answer, Server, Times, closing, moved, ok, run


def _words(text: str) -> list[str]:
    return text.split()


REFUSED = _words("""
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9
    224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1
    64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1
    2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%lo fe80::1%eth0 2600::1%eth0 fec0::1 ff02::1 ffff::1
""")

ALLOWED = _words("""
    1.1.1.1 9.255.255.255 100.63.255.255 100.128.0.1 128.0.0.1 169.253.0.1 172.15.0.1 172.32.0.1 192.0.1.1 192.167.1.1
    198.17.0.1 198.20.0.1 223.255.255.255 2606:4700:4700::1111 2400:3200::1 2a00:1450::1 64:ff9b::1.1.1.1 ::ffff:1.1.1.1
""")

# As they stand in a URL; the tests add the port of a private listener that is bound to every interface.
SPELLINGS = _words("""
    127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 127.0.0.1. 2130706433 0x7f000001 0x7F.0.0.1 0x7f.1 0177.0.0.1
    017700000001 0177.0.0.01 127.0x0.0.1 0x7f.0.0x0.01 00000177.1 0 0.0.0.0 0x0 00 localhost LOCALHOST localhost.
    １２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 １２７｡０｡０｡１
    user@127.0.0.1 news.test@127.0.0.1 user:pass@127.0.0.1 [::1] [::] [0:0:0:0:0:0:0:1] [0000::0001]
    [::ffff:127.0.0.1] [::FFFF:7F00:1] [::127.0.0.1] [::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::]
    [2001:0:7f00:1::] [fe80::1] [fe80::1%25lo] [fec0::1] [fc00::1] 10.0.0.1 172.17.0.1 192.168.1.1 100.64.0.1 169.254.169.254
    0xa9fea9fe 2852039166 [::ffff:a9fe:a9fe] [fd00:ec2::254] 224.0.0.1 255.255.255.255 %31%32%37.0.0.1 127.0.0.1%00.test
""")


@pytest.mark.parametrize("address", REFUSED)
def test_only_global_unicast_is_dialled(address: str) -> None:
    assert AddressPolicy().objection(address, 443)


@pytest.mark.parametrize("address", ALLOWED)
def test_a_public_address_is_dialled(address: str) -> None:
    assert AddressPolicy().objection(address, 443) is None


@pytest.mark.parametrize("port", [*sorted(BAD_PORTS), -1, 65536])
def test_other_protocols_ports_are_not_dialled(port: int) -> None:
    assert AddressPolicy().objection("1.1.1.1", port)


@pytest.mark.parametrize(
    "address", ["", "localhost", "127.1", "0x7f000001", "1.1.1.1:80", "[::1]", "１.1.1.1", "1.1.1.1 "]
)
def test_what_is_no_address_is_not_dialled(address: str) -> None:
    assert AddressPolicy().objection(address, 443)


def test_exactly_the_allowed_endpoint_is_an_exception() -> None:
    policy = AddressPolicy(frozenset({("127.0.0.1", 8080)}))
    assert policy.objection("127.0.0.1", 8080) is None
    assert policy.objection("127.0.0.1", 8081)
    assert policy.objection("127.0.0.2", 8080)


async def _numbers_resolver(host: str, port: int) -> Sequence[tuple[str, int]]:
    """The system's reading of numbers and of localhost; no other name, so that no test asks a name server."""
    if host in ("localhost", "") or set(host) <= set("0123456789abcdefx.:%lo"):
        return await system_resolver(host, port)
    raise OSError("no such name")


def _client(*allowed: Server) -> Client:
    """``news.test`` leads to the first allowed server; everything else to where the system says."""

    async def resolver(host: str, port: int) -> Sequence[tuple[str, int]]:
        return [("127.0.0.1", allowed[0].port)] if host == "news.test" else await _numbers_resolver(host, port)

    return _resolving(resolver, *allowed)


def _resolving(resolver: Resolver, *allowed: Server) -> Client:
    time = Times()
    return Client(
        resolver=resolver,
        policy=AddressPolicy(frozenset(("127.0.0.1", server.port) for server in allowed)),
        clock=time.clock,
        sleep=time.sleep,
        limits=Limits(connect_seconds=1, total_seconds=1),
        user_agent=AGENT,
        delay=0,
    )


def test_no_spelling_reaches_a_private_listener() -> None:
    async def ask() -> tuple[dict[str, str], int]:
        async with Server({}, host="") as private, _client() as client:
            urls = {spelling: f"http://{spelling}:{private.port}/secret" for spelling in SPELLINGS}
            ends = {spelling: (await client.follow(url)).failure for spelling, url in urls.items()}
            return {spelling: end.kind if end else "answered" for spelling, end in ends.items()}, private.connections

    kinds, connections = run(ask())
    assert connections == 0
    assert set(kinds.values()) <= {"address", "dns", "url"}
    # The spellings that are an address to the operating system are refused for what they lead to.
    assert sum(kind == "address" for kind in kinds.values()) >= 40, kinds


def test_no_redirect_reaches_a_private_listener() -> None:
    async def ask() -> tuple[set[str], int]:
        async with Server({}, host="") as private:
            places = [f"http://{spelling}:{private.port}/secret".encode().decode("latin-1") for spelling in SPELLINGS]
            answers: dict[str, Answer] = {f"/{number}": moved(place) for number, place in enumerate(places)}
            async with Server(answers) as public, _client(public) as client:
                chains = [await client.follow(f"http://news.test/{number}") for number in range(len(places))]
            assert all([exchange.status for exchange in chain.exchanges] == [302] for chain in chains)
            return {chain.failure.kind if chain.failure else "answered" for chain in chains}, private.connections

    kinds, connections = run(ask())
    assert connections == 0
    assert kinds <= {"address", "dns", "url"}


def test_the_private_listener_would_have_been_reached() -> None:
    """Shows that the two tests above can fail: the same spelling arrives once its endpoint is allowed."""

    async def ask() -> int:
        async with Server({"/": ok(b"secret")}) as private, _client(private) as client:
            await client.fetch(f"http://2130706433:{private.port}/")
            return private.connections

    assert run(ask()) == 1


def _rebinding(answers: dict[str, Answer], private_first: bool) -> tuple[str | None, int]:
    """A name that leads somewhere else each time it is asked for."""

    async def ask() -> tuple[str | None, int]:
        async with Server(answers) as public, Server({}) as private:
            turns = [("127.0.0.1", public.port), ("127.0.0.1", private.port)]

            async def resolver(host: str, port: int) -> Sequence[tuple[str, int]]:
                turns.reverse()
                return turns[:1] if private_first else [turns[1]]

            async with _resolving(resolver, public) as client:
                followed = await client.follow("http://rebind.test/")
            return followed.failure.kind if followed.failure else None, private.connections

    return run(ask())


@pytest.mark.parametrize("private_first", [True, False])
def test_a_name_that_changes_its_address_is_judged_each_time(private_first: bool) -> None:
    # robots.txt closes its connection, so that the page needs another look at the name.
    answers: dict[str, Answer] = {"/robots.txt": closing(ok(b"", "Connection: close")), "/": ok(b"page")}
    assert _rebinding(answers, private_first) == ("address", 0)


def test_of_several_addresses_only_the_allowed_ones_are_dialled() -> None:
    async def ask() -> tuple[bytes, int]:
        async with Server({"/": ok(b"page")}) as public, Server({}) as private:
            endpoints = [("10.0.0.1", 80), ("127.0.0.1", private.port), ("::1", 80), ("127.0.0.1", public.port)]

            async def resolver(host: str, port: int) -> Sequence[tuple[str, int]]:
                await asyncio.sleep(0)
                return endpoints

            async with _resolving(resolver, public) as client:
                return (await client.fetch("http://news.test/")).payload, private.connections

    assert run(ask()) == (b"page", 0)
