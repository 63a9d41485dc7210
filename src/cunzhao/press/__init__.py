"""A whole fake press on loopback: the network of the demo and of the tests. Every outlet and person in it is invented."""

from cunzhao.press.big import BigPress
from cunzhao.press.files import FilePress
from cunzhao.press.press import Expected, Press, Seed
from cunzhao.press.server import Request
from cunzhao.press.site import Truth

__all__ = ["BigPress", "Expected", "FilePress", "Press", "Request", "Seed", "Truth"]
