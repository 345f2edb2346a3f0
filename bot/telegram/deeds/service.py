"""What the buttons below alerts and the lines of promises do."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.desk.asking import leave_in_peace
from bot.desk.danger import call_false, take_page
from bot.desk.handing import assign
from bot.telegram.deeds.deed import Deed

DEEDS: Final[Mapping[str, Deed]] = {
    "page_take": lambda a, p: partial(take_page, action=a, conversation_id=p.numbers[0]),
    "page_false": lambda a, p: partial(call_false, action=a, conversation_id=p.numbers[0], turn=p.numbers[1]),
    "hand_to": lambda a, p: partial(assign, action=a, conversation_id=p.numbers[0], to=p.numbers[1]),
    "wait_off": lambda a, p: partial(leave_in_peace, action=a, conversation_id=p.numbers[0], turn=p.numbers[1]),
}
