"""Texts as Telegram keeps them: trimmed, counted in UTF-16 units, with entities."""

import re
from typing import Any

from bot.sandbox.errors import bad_request

# After entities are parsed, in UTF-16 units.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

Entity = dict[str, Any]

LINK = re.compile(r"(?:(?:https?|ftp|tg|ton|tonsite)://[^\s<>\"]+|mailto:\S+@\S+|tel:\+?[\d\-]+)$", re.IGNORECASE)
BARE_LINK = re.compile(r"(?:[\w\-]+\.)+[^\W\d_]{2,}(?:[/?#:]\S*)?$")
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'])"
    r"|(?P<email>[\w.+\-]+@[\w\-]+\.[\w.\-]*\w)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<bot_command>(?<![\w/@:.<])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def sort_entities(entities: list[Entity]) -> list[Entity]:
    """Outer before inner, as Telegram lists them."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def tidy_link(link: str) -> str | None:
    """The link as Telegram stores it, or None where it refuses it, as for `localhost` or a script."""
    if BARE_LINK.match(link):
        return f"http://{link}"
    if not LINK.match(link) or re.match(r"https?://localhost(?![\w.])", link, re.IGNORECASE):
        return None
    return link


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without space around it; entities move along and lose what was cut."""
    shorter = text.replace("\r", "").strip()
    if shorter == text:
        return text, entities
    if not entities:
        return shorter, []
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(shorter)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, length)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return shorter, kept


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities plus the links, mentions and commands that Telegram finds by itself."""
    if not any(mark in text for mark in "/@#"):
        return entities
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in entities]
    found = []
    for match in FOUND.finditer(text):
        start, length = utf16_length(text[: match.start()]), utf16_length(match.group())
        if not any(start < end and begin < start + length for begin, end in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    return sort_entities(entities + found) if found else entities


def given_entities(value: Any, text: str) -> list[Entity]:
    """Entities the bot lists itself; those outside the text are dropped, as Telegram does."""
    if not isinstance(value, list) or not all(isinstance(entity, dict) for entity in value):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    length = utf16_length(text)
    kept = []
    for entity in value:
        if not isinstance(entity.get("type"), str):
            raise bad_request('can\'t parse MessageEntity: Field "type" must be of type String')
        offset, span = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(span, int):
            raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
        for said in ("url", "custom_emoji_id", "language"):
            if not isinstance(entity.get(said, ""), str):
                raise bad_request(f'can\'t parse MessageEntity: Field "{said}" must be of type String')
        if offset >= 0 and span > 0 and offset + span <= length:
            kept.append(dict(entity))
    return sort_entities(kept)
