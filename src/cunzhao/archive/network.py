"""The way to the network: which resolver, which addresses, which pace. Tests and the demo hand in their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

from cunzhao.archive.settings import Settings
from cunzhao.fetch import AddressPolicy, Client, Limits, Resolver, system_resolver
from cunzhao.types import Clock


@dataclass(frozen=True, slots=True)
class Network:
    """``delay_seconds`` replaces the setting where it is not None; ``policy`` says which addresses may be dialled."""

    resolver: Resolver = system_resolver
    policy: AddressPolicy = AddressPolicy()  # noqa: RUF009 - frozen
    delay_seconds: float | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


Connect = Callable[[], AbstractAsyncContextManager[Client]]
"""Opens a client, for a round or a message."""


def connector(network: Network, settings: Settings, clock: Clock) -> Connect:
    """What the flow calls to open a client for one round."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Client]:
        delay = settings.delay_seconds if network.delay_seconds is None else network.delay_seconds
        async with Client(
            resolver=network.resolver,
            policy=network.policy,
            clock=clock,
            sleep=network.sleep,
            limits=Limits(body_bytes=settings.body_bytes, total_seconds=settings.request_seconds),
            user_agent=settings.user_agent(version("cunzhao")),
            delay=delay,
        ) as client:
            yield client

    return connect
