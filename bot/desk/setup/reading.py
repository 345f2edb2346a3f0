"""Reads what an owner types as an answer: hours, a time zone, a name. Refuses with what would be right."""

import re
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from bot.wording import Wording

_HOURS: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to|до|by)\s*(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE)
_ALWAYS: Final = frozenset({"always", "24/7", "всегда", "круглосуточно"})
LONGEST_NAME: Final = 64


class NotReadError(ValueError):
    """An answer that cannot be one; the sentence says what would be."""


def read_hours(text: str, words: Wording) -> dict[str, str]:
    """Read opening hours such as `9-21` or `9:30 – 18`; equal times mean always open."""
    if text.strip().lower() in _ALWAYS:
        return {"opens": "00:00", "closes": "00:00"}
    found = _HOURS.fullmatch(text.strip().removeprefix("с ").strip())
    if found is None:
        raise NotReadError(words("setup_bad_hours", text=text.strip()[:40]))
    opens, closes = _clock(found[1], found[2]), _clock(found[3], found[4])
    if opens is None or closes is None:
        raise NotReadError(words("setup_bad_hours", text=text.strip()[:40]))
    return {"opens": opens, "closes": closes}


def _clock(hour: str, minute: str | None) -> str | None:
    hours, minutes = int(hour) % 24, int(minute or 0)
    return f"{hours:02}:{minutes:02}" if int(hour) <= 24 and minutes < 60 else None


def read_zone(text: str, words: Wording) -> str:
    """Read a time zone by its name or by its city, whatever the case."""
    asked = text.strip().replace(" ", "_").lower()
    names = sorted(available_timezones())
    whole = [name for name in names if name.lower() == asked]
    cities = [name for name in names if name.lower().rsplit("/", 1)[-1] == asked and "/" in name]
    found = whole or [name for name in cities if not name.startswith(("Etc/", "posix/", "right/"))]
    if not asked or not found:
        raise NotReadError(words("setup_bad_zone", text=text.strip()[:40]))
    return str(ZoneInfo(found[0]))


def read_name(text: str, words: Wording) -> str:
    """Read the shop's name as customers shall read it."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NotReadError(words("setup_bad_name", longest=LONGEST_NAME))
    return name


def read_words(text: str, words: Wording) -> list[str]:
    """Read the words by which a playbook is known, with commas between."""
    found = [" ".join(word.split()) for word in text.split(",")]
    kept = [word for word in found if 2 <= len(word) <= 60]
    if not kept or len(kept) > 20:
        raise NotReadError(words("setup_bad_words"))
    return kept


READERS: Final[dict[str, Any]] = {"hours": read_hours, "timezone": read_zone, "name": read_name}
