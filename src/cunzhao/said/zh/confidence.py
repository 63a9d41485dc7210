"""How sure a statement is, by the kind of evidence for it."""

from __future__ import annotations

from cunzhao.said.zh.attribution import Attribution, Speaker
from cunzhao.types.statements import StatementKind


def confidence(kind: StatementKind, speaker: Speaker, said: Attribution | None) -> float:
    """Between 0 and 1."""
    return 0.5
