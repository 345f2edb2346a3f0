"""Reply markup: what Telegram accepts under a message."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.params import Params
from bot.sandbox.texts import tidy_link

# In bytes of UTF-8, not in letters.
CALLBACK_DATA_LIMIT = 64

# What a button can put into the clipboard, in characters.
COPY_LIMIT = 256

# More are refused by Telegram's servers.
BUTTON_LIMIT = 100

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def inline_keyboard(params: Params) -> dict[str, Any] | None:
    """The checked inline keyboard; other markups are accepted and not kept, since messages do not show them."""
    markup = params.json("reply_markup", what="reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        if markup and not any(key in markup for key in OTHER_MARKUPS):
            raise bad_request("can't parse reply keyboard markup JSON object")
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('can\'t parse inline keyboard: Field "inline_keyboard" must be of type Array of Array')
    kept = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not any(button.get(action) is not None for action in ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 0 < len(str(data).encode()) <= CALLBACK_DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    copied = button.get("copy_text")
    if copied is not None and not 0 < len(str(copied.get("text", ""))) <= COPY_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    link = button.get("url")
    if link is not None and (not isinstance(link, str) or tidy_link(link) is None):
        raise bad_request(f"inline keyboard button URL '{link}' is invalid: Wrong HTTP URL")
    return {key: value for key, value in button.items() if value is not None}
