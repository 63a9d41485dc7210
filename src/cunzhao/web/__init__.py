"""The reading room: ``cunzhao serve``. Reads, and changes nothing; listens on this machine only."""

from cunzhao.web.app import create_app
from cunzhao.web.library import CiteFormat, Library, Order
from cunzhao.web.serve import serve

__all__ = ["CiteFormat", "Library", "Order", "create_app", "serve"]
