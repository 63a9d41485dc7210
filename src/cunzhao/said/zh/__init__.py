"""Statements in Chinese, traditional and simplified."""
