"""The section `groups` of `shop.yaml`: which staff chats the customers of a language come to."""

from collections.abc import Mapping

from classifier.taxonomy import LANGUAGES
from playbooks.errors import did_you_mean, wrong


def read_groups(value: object) -> Mapping[str, tuple[int, ...]]:
    """Read a chat id, or several, for each language named."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong(f"{value!r} names no groups; write a language and a chat id, like ru: -1001234567890")
    for lang in value:
        if lang not in LANGUAGES:
            raise wrong(f"{lang!r} is not a language that we read; {did_you_mean(str(lang), LANGUAGES)}")
    return {lang: _ids(lang, chats) for lang, chats in value.items()}


def _ids(lang: str, chats: object) -> tuple[int, ...]:
    listed = chats if isinstance(chats, list) else [chats]
    if not listed or not all(isinstance(chat, int) and not isinstance(chat, bool) for chat in listed):
        raise wrong(f"{chats!r} under {lang} is no chat id; write a number from TRIAGE_STAFF_CHAT, like -1001234567890")
    return tuple(listed)
