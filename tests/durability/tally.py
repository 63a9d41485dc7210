"""What was tried and what went wrong: one line of the table."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Points tried (kills, states, failed calls, …), and a line for each at which something was wrong."""

    points: int = 0
    failures: list[str] = field(default_factory=list)
    acknowledged: int = 0
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def note(self, where: str, wrong: Sequence[str], acknowledged: int = 0) -> None:
        """One more point."""
        self.points += 1
        self.acknowledged += acknowledged
        self.seconds = time.monotonic() - self.began
        if wrong:
            self.failures.append(f"{where}: {'; '.join(wrong[:3])}")

    @staticmethod
    def sum(parts: Iterable[Tally]) -> Tally:
        """Several as one."""
        whole = Tally()
        for part in parts:
            whole.points += part.points
            whole.failures += part.failures
            whole.acknowledged += part.acknowledged
            whole.seconds += part.seconds
        return whole
