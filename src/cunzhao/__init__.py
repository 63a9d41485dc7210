"""Cunzhao (存照): a news archive that keeps what the press reported, as evidence, and finds it again."""
