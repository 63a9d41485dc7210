"""Statements in Chinese, traditional and simplified."""

from cunzhao.said.zh.reading import read

__all__ = ["read"]
