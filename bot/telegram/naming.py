"""Whom a message names: by a mention of Telegram's, by an `@name`, by what stands behind a command."""

import re
from typing import Final

from aiogram.types import Message

from bot.desk.roster import Named
from bot.telegram.reading import words_of

# Also first names, which Telegram marks as no mention; an address in a text is none.
_AT: Final = re.compile(r"(?<![\w@./])@([\w-]{2,64})")


def mentioned(message: Message) -> tuple[Named, ...]:
    """List whom a text names, each once: ids where Telegram knows the person, else the words behind an @."""
    ids: list[Named] = [
        entity.user.id
        for entity in (message.entities or message.caption_entities or ())
        if entity.type == "text_mention" and entity.user is not None
    ]
    return tuple(dict.fromkeys([*ids, *_AT.findall(words_of(message))]))


def named(message: Message, words: str) -> Named | None:
    """Read who is meant behind a command: a mention, an `@name`, or a plain name; None where nobody is."""
    found = mentioned(message)
    if found:
        return found[0]
    return words.strip() or None
