"""Answers to pressed buttons."""

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.state import State
from bot.sandbox.texts import utf16_length

# Longer notifications are refused.
NOTICE_LIMIT = 200


def answer_callback_query(state: State, params: Params) -> bool:
    text = params.text("text") or None
    if text is not None and utf16_length(text) > NOTICE_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    state.callbacks.answer(params.text("callback_query_id"), text, show_alert=params.flag("show_alert"))
    state.touch()
    return True


METHODS = {
    "answerCallbackQuery": method(answer_callback_query, "callback_query_id text show_alert cache_time"),
}
