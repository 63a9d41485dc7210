"""The only sockets: one guarded, polite, bounded HTTP client that keeps the exact bytes of what was said."""

from cunzhao.fetch.client import Client, Followed
from cunzhao.fetch.content import Content, content, decode_content
from cunzhao.fetch.gate import HostGate, HostWaits
from cunzhao.fetch.limits import Limits
from cunzhao.fetch.policy import BAD_PORTS, AddressPolicy
from cunzhao.fetch.wire import Resolver, system_resolver

__all__ = [
    "BAD_PORTS",
    "AddressPolicy",
    "Client",
    "Content",
    "Followed",
    "HostGate",
    "HostWaits",
    "Limits",
    "Resolver",
    "content",
    "decode_content",
    "system_resolver",
]
