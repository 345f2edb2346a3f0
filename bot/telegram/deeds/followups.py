"""What the buttons of reminders, promises, snoozes and the shop's own notes do."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.desk.action import Action
from bot.desk.give_word import leave_promise, set_promise
from bot.desk.own_notes import decline_note, send_note
from bot.desk.put_off import choice, put_off
from bot.desk.remind import change_policy, drop
from bot.storage.effects import Effect
from bot.telegram.callbacks import Press
from bot.telegram.deeds.deed import Deed


def _nap(action: Action, press: Press) -> Effect:
    moment = choice(press.words[0], action.now, action.zone, action.shop.hours.opens)
    return partial(put_off, action=action, conversation_id=press.numbers[0], moment=moment)


def _promise(action: Action, press: Press) -> Effect:
    return partial(set_promise, action=action, message_id=press.numbers[0], minute=press.numbers[1])


DEEDS: Final[Mapping[str, Deed]] = {
    "on_write": lambda a, p: partial(change_policy, action=a, follow_up_id=p.numbers[0], on_write=p.words[0]),
    "drop": lambda a, p: partial(drop, action=a, follow_up_id=p.numbers[0]),
    "promise_set": _promise,
    "promise_no": lambda a, p: partial(leave_promise, action=a, message_id=p.numbers[0]),
    "nap": _nap,
    "own_send": lambda a, p: partial(send_note, action=a, note_id=p.numbers[0]),
    "own_no": lambda a, p: partial(decline_note, action=a, note_id=p.numbers[0]),
}
