"""Pressed buttons and their answers."""

import pytest

EXPIRED = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def card(server, topic, result):
    markup = {"inline_keyboard": [[{"text": "Claim", "callback_data": "claim:1"}]]}
    where = {"chat_id": server.staff_chat, "message_thread_id": topic}
    return await result("sendMessage", **where, text="card", reply_markup=markup)


async def test_a_press_reaches_the_bot_with_the_message(server, olga, card, result):
    """And the answer reaches the one who pressed."""
    pressed = server.press(olga, card["message_id"], server.staff_chat, "claim:1")
    query = (await result("getUpdates"))[-1]["callback_query"]
    await result("answerCallbackQuery", callback_query_id=query["id"], text="Yours", show_alert=True)
    answered = server.callback(pressed)

    assert (query["id"], query["data"], query["from"], query["message"]) == (pressed, "claim:1", olga.as_json(), card)
    assert (answered.answered, answered.text, answered.show_alert) == (True, "Yours", True)


async def test_only_buttons_that_are_there_can_be_pressed(server, olga, card):
    """The error lists those that are there."""
    with pytest.raises(ValueError, match=r"no button 'claim:2' under message \d+; there are claim:1"):
        server.press(olga, card["message_id"], server.staff_chat, "claim:2")


async def test_a_forger_presses_what_he_likes(server, olga, card, result):
    """Old and invented data arrive too; a deleted message is named as inaccessible."""
    server.relations.delete(server.staff_chat, card["message_id"])
    server.press(olga, card["message_id"], server.staff_chat, "forged", force=True)
    query = (await result("getUpdates"))[-1]["callback_query"]

    assert (query["data"], query["message"]["date"]) == ("forged", 0)


async def test_an_answer_comes_once_and_in_time(server, olga, card, result, refusal):
    """Patience is machine time, so that moving the sandbox clock expires nothing."""
    first = server.press(olga, card["message_id"], server.staff_chat, "claim:1")
    await result("answerCallbackQuery", callback_query_id=first)

    assert await refusal("answerCallbackQuery", callback_query_id=first) == EXPIRED
    assert await refusal("answerCallbackQuery", callback_query_id="17") == EXPIRED

    server.state.callbacks.patience = -1.0
    late = server.press(olga, card["message_id"], server.staff_chat, "claim:1")

    assert await refusal("answerCallbackQuery", callback_query_id=late) == EXPIRED


async def test_a_notice_has_a_limit(server, olga, card, refusal):
    """200 characters."""
    pressed = server.press(olga, card["message_id"], server.staff_chat, "claim:1")

    assert await refusal("answerCallbackQuery", callback_query_id=pressed, text="x" * 201) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
