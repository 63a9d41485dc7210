"""Dates that are said from the reader's moment: "3 hours ago", 昨天, vor zwei Tagen."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_UNITS = (
    (["second", "sec", "sekunde", "секунд", "秒"], timedelta(seconds=1)),
    (["minute", "min", "minuto", "minut", "минут", "分钟", "分鐘", "分前", "분"], timedelta(minutes=1)),
    (
        [
            "hour",
            "hr",
            "heure",
            "hora",
            "stunde",
            "timme",
            "time",
            "ora",
            "godzin",
            "час",
            "ώρα",
            "ώρες",
            "小时",
            "小時",
            "时间",
            "時間",
            "시간",
        ],
        timedelta(hours=1),
    ),
    (
        [
            "day",
            "jour",
            "día",
            "dia",
            "tag",
            "dag",
            "giorn",
            "dzie",
            "dni",
            "день",
            "дня",
            "дней",
            "ημέρ",
            "μέρ",
            "天",
            "日",
            "일",
        ],
        timedelta(days=1),
    ),
    (
        ["week", "semaine", "semana", "woche", "vecka", "settiman", "tydz", "недел", "εβδομ", "周", "週", "星期", "주"],
        timedelta(weeks=1),
    ),
)
_NUMBERED = re.compile(r"(?:^|\D)(\d{1,3}|an?|one|eine[rmn]?|un[ea]?)\s*([^\W\d_]{1,10})", re.IGNORECASE)
_MARK = re.compile(
    r"\bago\b|前|il\s+y\s+a|hace|\bvor\b|fa\b|há\b|temu|назад|πριν|sedan|siden|geleden|전", re.IGNORECASE
)
_TODAY = re.compile(
    r"^\W*(?:today|just\s+now|今天|今日|刚刚|剛剛|heute|aujourd.hui|hoy|oggi|hoje|сегодня|dzisiaj|σήμερα|"
    r"오늘)(?![a-zà-ÿа-я])",
    re.IGNORECASE,
)
_YESTERDAY = re.compile(
    r"^\W*(?:yesterday|昨天|昨日|gestern|hier|ayer|ieri|ontem|вчера|wczoraj|χθες|어제)(?![a-zà-ÿа-я])", re.IGNORECASE
)


def ago(text: str, seen_at: datetime) -> datetime | None:
    """The moment that a short text means, counted back from ``seen_at``; None where it says no such thing.

    It is the earlier end of what can be meant: "3 hours ago" is said until four hours have gone, 昨天 means a whole day.
    """
    if _YESTERDAY.search(text):
        return _midnight(seen_at) - timedelta(days=1)
    if _TODAY.search(text):
        return _midnight(seen_at)
    if not _MARK.search(text):
        return None
    for number, word in _NUMBERED.findall(text):
        unit = _unit(word.lower())
        if unit is not None:
            count = int(number) if number.isdecimal() else 1
            return seen_at - unit * (count + 1) if unit < timedelta(days=1) else _midnight(seen_at) - unit * count
    return None


def _unit(word: str) -> timedelta | None:
    return next((unit for names, unit in _UNITS if any(word.startswith(name) for name in names)), None)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
