"""Whom the bot can write to, and how it may react."""

import pytest


@pytest.mark.parametrize(
    ("deed", "description"),
    [
        ("block", "Forbidden: bot was blocked by the user"),
        ("deactivate", "Forbidden: user is deactivated"),
    ],
)
async def test_customers_who_left_cannot_be_written_to(server, anna, refusal, deed, description):
    """Blocked and deleted are told apart."""
    getattr(server.relations, deed)(anna)

    assert await refusal("sendMessage", chat_id=anna.id, text="x") == description


async def test_the_bot_cannot_write_first(server, result, refusal):
    """Until the customer has written."""
    shy = server.customer("Shy", started=False)

    assert await refusal("sendMessage", chat_id=shy.id, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    )

    server.write(shy, "hello")

    assert (await result("sendMessage", chat_id=shy.id, text="x"))["text"] == "x"


async def test_a_bot_that_was_thrown_out_cannot_write(server, refusal):
    """The group is known and closed to it."""
    server.relations.kick_bot(server.staff_chat)

    assert await refusal("sendMessage", chat_id=server.staff_chat, text="x") == (
        "Forbidden: bot was kicked from the supergroup chat"
    )


async def test_a_group_that_moved_names_its_new_id(server, call, result):
    """The old id is refused with the new one in the parameters, where the topics are."""
    old = server.staff_chat
    thread = (await result("createForumTopic", chat_id=old, name="Anna"))["message_thread_id"]
    new = server.relations.migrate(old)
    answer = await call("sendMessage", chat_id=old, text="x")
    moved = await result("sendMessage", chat_id=new, message_thread_id=thread, text="x")

    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    assert server.staff_chat == new
    assert moved["message_id"] > thread


async def test_message_numbers_are_per_group_and_shared_by_private_chats(server, anna, result):
    """As in one account's message box: an id means nothing without its chat."""
    boris = server.customer("Boris")
    numbers = [(await result("sendMessage", chat_id=chat, text="x"))["message_id"] for chat in (anna.id, boris.id)]
    group = (await result("sendMessage", chat_id=server.staff_chat, text="x"))["message_id"]

    assert (numbers, group) == ([1, 2], 2)


@pytest.mark.parametrize(("emoji", "taken"), [("👍", True), ("👀", True), ("✅", False), ("x", False)])
async def test_only_free_reactions_are_taken(server, anna, call, emoji, taken):
    """A check mark is no reaction, however often bots try it."""
    number = server.write(anna, "x")["message_id"]
    answer = await call(
        "setMessageReaction", chat_id=anna.id, message_id=number, reaction=[{"type": "emoji", "emoji": emoji}]
    )

    assert answer.get("description") == (None if taken else "Bad Request: REACTION_INVALID")
    assert server.sent(anna.id)[0]["reactions"] == ([emoji] if taken else [])


async def test_a_bot_has_one_reaction_a_message(server, anna, result, refusal):
    """A second at once is refused, another replaces the first, none takes it back."""
    react = {"chat_id": anna.id, "message_id": server.write(anna, "x")["message_id"]}
    like, eyes = {"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👀"}

    assert await refusal("setMessageReaction", **react, reaction=[like, eyes]) == "Bad Request: REACTIONS_TOO_MANY"

    await result("setMessageReaction", **react, reaction=[like])
    await result("setMessageReaction", **react, reaction=[eyes])

    assert server.sent(anna.id)[0]["reactions"] == ["👀"]

    await result("setMessageReaction", **react, reaction=[])

    assert server.sent(anna.id)[0]["reactions"] == []


async def test_chat_actions_are_checked(anna, result, refusal):
    """Typing is shown, nonsense refused."""
    assert await result("sendChatAction", chat_id=anna.id, action="typing") is True
    assert await refusal("sendChatAction", chat_id=anna.id, action="dancing") == (
        "Bad Request: wrong parameter action in request"
    )
