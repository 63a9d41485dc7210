"""Statements in English."""

from __future__ import annotations

from cunzhao.said.en.reading import read

__all__ = ["read"]
