"""What the buttons of people who work together do: assigning, handing over, letting a trainee's reply pass."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.desk.approval import approve, give_back
from bot.desk.handing import assign, hand_off
from bot.telegram.deeds.deed import Deed

DEEDS: Final[Mapping[str, Deed]] = {
    "give": lambda a, p: partial(assign, action=a, conversation_id=p.numbers[0], to=p.numbers[2]),
    "hand_off": lambda a, p: partial(hand_off, action=a, asker=p.numbers[0], to=p.numbers[1] or None),
    "approve": lambda a, p: partial(approve, action=a, approval_id=p.numbers[0]),
    "approve_sure": lambda a, p: partial(approve, action=a, approval_id=p.numbers[0], sure=True),
    "give_back": lambda a, p: partial(give_back, action=a, approval_id=p.numbers[0]),
}
