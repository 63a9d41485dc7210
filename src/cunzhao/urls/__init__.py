"""URLs: parsing by the WHATWG rules, the key that says two URLs name one page, SURT, registrable domains."""

from cunzhao.urls.cdx import cdx_key
from cunzhao.urls.domains import registrable_domain
from cunzhao.urls.normal import normalise, surt
from cunzhao.urls.parsing import URL, host_of, join, parse

__all__ = ["URL", "cdx_key", "host_of", "join", "normalise", "parse", "registrable_domain", "surt"]
