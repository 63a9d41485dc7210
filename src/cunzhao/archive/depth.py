"""How thoroughly ``verify`` is to look."""

from __future__ import annotations

from dataclasses import dataclass

from cunzhao.types import Progress, silent


@dataclass(frozen=True, slots=True)
class Depth:
    """``read_data`` is the share of captures (0 to 1) that are read byte by byte, ``against`` a checkpoint from elsewhere."""

    read_data: float = 0.0
    against: str | None = None
    cores: int = 1
    progress: Progress = silent
