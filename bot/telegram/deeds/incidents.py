"""What cards do beside answering: out of an incident, and spam. The incident's own buttons have a router of their own."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.desk.ban import mark_spam
from bot.desk.incident_words import take_out
from bot.telegram.deeds.deed import Deed

DEEDS: Final[Mapping[str, Deed]] = {
    "spam": lambda a, p: partial(mark_spam, action=a, conversation_id=p.numbers[0], reason=p.words[0]),
    "inc_out": lambda a, p: partial(take_out, action=a, conversation_id=p.numbers[0]),
}
