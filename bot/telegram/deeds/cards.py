"""What the buttons of cards and their notes do."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from bot.desk.action import Action
from bot.desk.anyway import send_anyway
from bot.desk.checklist import Ticked, tick
from bot.desk.claim import reopen, take_over
from bot.desk.correct import correct
from bot.desk.escalate import Climb, escalate
from bot.desk.forget import forget_them
from bot.desk.link import look_round
from bot.desk.remind import Reminder, remind, settle, snooze
from bot.desk.resolve import resolve
from bot.desk.send import Pressed, send_suggested
from bot.desk.show import offer_edit, show_card, show_details
from bot.desk.tell import tell_customer
from bot.desk.undo import send_again, take_as_sent, undo_reply
from bot.desk.when import after, tomorrow_morning
from bot.storage.effects import Effect
from bot.telegram.callbacks import Press
from bot.telegram.deeds.deed import Deed


def _say(action: Action, press: Press) -> Effect:
    conversation_id, turn, suggestion_id = press.numbers
    pressed = Pressed(conversation_id, turn, suggestion_id, press.words[0], sure=press.action == "sure")
    return partial(send_suggested, action=action, pressed=pressed)


def _remind_in(action: Action, press: Press) -> Effect:
    moment = after(timedelta(minutes=press.numbers[2]), action.now)
    return partial(remind, action=action, reminder=Reminder(press.numbers[0], moment))


def _remind_tomorrow(action: Action, press: Press) -> Effect:
    moment = tomorrow_morning(action.now, action.zone)
    return partial(remind, action=action, reminder=Reminder(press.numbers[0], moment))


def _fix(action: Action, press: Press) -> Effect:
    axis, right = press.words
    return partial(correct, action=action, turn=(press.numbers[0], press.numbers[1]), axis=axis, right=right)


def _snooze(action: Action, press: Press) -> Effect:
    return partial(snooze, action=action, follow_up_id=press.numbers[0], after=timedelta(minutes=press.numbers[1]))


def _tick(action: Action, press: Press) -> Effect:
    conversation_id, turn = press.numbers
    ticked = Ticked(conversation_id, turn, press.words[0], back=press.action == "untick")
    return partial(tick, action=action, ticked=ticked)


def _anyway(action: Action, press: Press) -> Effect:
    note_id, message_id = press.numbers
    return partial(send_anyway, action=action, note_id=note_id, message_id=message_id, kind=press.words[0])


DEEDS: Final[Mapping[str, Deed]] = {
    "say": _say,
    "sure": _say,
    "edit": lambda a, p: partial(offer_edit, action=a, shown=p.numbers),
    "in": _remind_in,
    "morning": _remind_tomorrow,
    "climb": lambda a, p: partial(escalate, action=a, climb=Climb(p.numbers[0], p.numbers[1], p.words[0])),
    "tell": lambda a, p: partial(tell_customer, action=a, step_id=p.numbers[0]),
    "tick": _tick,
    "untick": _tick,
    "resolve": lambda a, p: partial(resolve, action=a, conversation_id=p.numbers[0]),
    "close": lambda a, p: partial(resolve, action=a, conversation_id=p.numbers[0], sure=True),
    "details": lambda a, p: partial(show_details, action=a, conversation_id=p.numbers[0], turn=p.numbers[1]),
    "fix": _fix,
    "take": lambda a, p: partial(take_over, action=a, conversation_id=p.numbers[0]),
    "reopen": lambda a, p: partial(reopen, action=a, conversation_id=p.numbers[0]),
    "undo": lambda a, p: partial(undo_reply, action=a, outgoing_id=p.numbers[0]),
    "again": lambda a, p: partial(send_again, action=a, outgoing_id=p.numbers[0]),
    "arrived": lambda a, p: partial(take_as_sent, action=a, outgoing_id=p.numbers[0]),
    "done": lambda a, p: partial(settle, action=a, follow_up_id=p.numbers[0]),
    "snooze": _snooze,
    "open": lambda a, p: partial(show_card, action=a, conversation_id=p.numbers[0]),
    "anyway": _anyway,
    "forget_yes": lambda a, p: partial(forget_them, action=a, conversation_id=p.numbers[0], customer_id=p.numbers[1]),
    "link": lambda a, p: partial(look_round, action=a, conversation_id=p.numbers[0]),
}
