from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Setting:
    day: str|None=None
    why: str|None=None
    place: str|None=None
    occasion: str|None=None
def settings_of(page, context, found, people):
    return [Setting() for _ in found]
