"""Answers to what is typed behind the bot's name."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.state import State

# Telegram's bounds of an answer and of a result's id, in bytes.
RESULTS_LIMIT = 50
ID_LIMIT = 64


def answer_inline_query(state: State, params: Params) -> bool:
    results = params.json("results")
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > RESULTS_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    for result in results:
        _check(result)
    if len({str(result["id"]) for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    cache = params.integer("cache_time")
    state.inlines.answer(
        params.text("inline_query_id"),
        results,
        is_personal=params.flag("is_personal"),
        cache_time=300 if cache is None else cache,  # Telegram's own default
    )
    state.touch()
    return True


def _check(result: dict[str, Any]) -> None:
    """Only articles are spoken here; each needs an id, a title and a text."""
    if not 0 < len(str(result.get("id", "")).encode()) <= ID_LIMIT:
        raise bad_request("RESULT_ID_INVALID")
    if result.get("type") != "article" or not str(result.get("title") or "").strip():
        raise bad_request('can\'t parse inline query result: Field "title" must be non-empty')
    content = result.get("input_message_content")
    if not isinstance(content, dict) or not str(content.get("message_text") or "").strip():
        raise bad_request("message text is empty")


METHODS = {
    "answerInlineQuery": method(
        answer_inline_query, "inline_query_id results cache_time is_personal next_offset button"
    ),
}
