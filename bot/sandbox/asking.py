"""People who type behind the bot's name in any chat."""

from typing import Any

from bot.sandbox.inline import Inline
from bot.sandbox.people import User
from bot.sandbox.state import State


def ask_inline(state: State, user: User, words: str) -> Inline:
    """Queue what somebody typed behind the bot's name; the query is answered in its own time."""
    query = state.inlines.add()
    payload: dict[str, Any] = {"id": query.id, "from": user.as_json(), "query": words, "offset": ""}
    state.updates.put("inline_query", {**payload, "chat_type": "private"})
    state.touch()
    return query
