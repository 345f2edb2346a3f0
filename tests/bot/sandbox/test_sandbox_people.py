"""What people do, and what the bot is told of it."""

import pytest


def last(updates):
    return updates[-1]


async def test_an_edit_is_an_update(server, anna, result):
    """The text is new, the number and the date stay."""
    message = server.write(anna, "old")
    server.edit(anna, message["message_id"], "new")
    edited = last(await result("getUpdates"))["edited_message"]

    assert (edited["message_id"], edited["date"], edited["text"]) == (message["message_id"], message["date"], "new")
    assert edited["edit_date"] >= message["date"]


async def test_an_agent_edits_in_the_staff_group(server, olga, topic, result):
    """Found there unless it is in private."""
    message = server.write_in_topic(olga, topic, "old")
    server.edit(olga, message["message_id"], "new")
    edited = last(await result("getUpdates"))["edited_message"]

    assert (edited["text"], edited["message_thread_id"]) == ("new", topic)


async def test_a_caption_is_edited_as_a_caption(server, anna):
    """The picture stays."""
    message = server.send_photo(anna, b"x", caption="old")
    edited = server.edit(anna, message["message_id"], "new")

    assert (edited["caption"], edited["photo"]) == ("new", message["photo"])


def test_updates_keep_the_message_as_it_was(server, anna):
    """An edit changes no earlier update that still waits."""
    message = server.write(anna, "old")
    server.edit(anna, message["message_id"], "new")

    assert message["text"] == "old"


async def test_blocking_and_unblocking_are_told(server, anna, result):
    """As a change of the bot's own membership."""
    server.relations.block(anna)
    server.relations.unblock(anna)
    changes = [update["my_chat_member"] for update in await result("getUpdates")]

    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    assert (await result("sendMessage", chat_id=anna.id, text="x"))["text"] == "x"


def test_somebody_who_blocked_the_bot_cannot_write(server, anna):
    """The error says what to do first."""
    server.relations.block(anna)

    with pytest.raises(ValueError, match="is blocked; a person unblocks"):
        server.write(anna, "x")


async def test_reactions_of_people_come_only_on_request(server, anna, result):
    """They are among the kinds Telegram leaves out."""
    number = server.write(anna, "x")["message_id"]
    server.relations.react(anna, anna.id, number, "👍")
    await result("getUpdates", allowed_updates=["message", "message_reaction"])
    server.relations.react(anna, anna.id, number, "🔥")
    update = last(await result("getUpdates"))["message_reaction"]

    assert (update["old_reaction"], update["new_reaction"]) == (
        [{"type": "emoji", "emoji": "👍"}],
        [{"type": "emoji", "emoji": "🔥"}],
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda server, anna: server.say(anna, {}, chat_id=77),
        lambda server, anna: server.write_in_topic(anna, 77, "x"),
        lambda server, anna: server.edit(anna, 77, "x"),
        lambda server, anna: server.relations.delete(anna.id, 77),
        lambda server, anna: server.relations.react(anna, anna.id, 77, "👍"),
        lambda server, anna: server.customer(id=anna.id),
        lambda server, anna: server.callback("77"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(server, anna, act):
    """Tests that act on nothing shall fail at once and say so."""
    with pytest.raises(ValueError, match=r"77|exists already"):
        act(server, anna)


async def test_who_is_who_in_a_chat(server, anna, olga, result, refusal):
    """The bot is an administrator with the rights it was granted, agents are members, customers are not in."""
    group = server.staff_chat

    async def status(user_id):
        return (await result("getChatMember", chat_id=group, user_id=user_id))["status"]

    me = await result("getChatMember", chat_id=group, user_id=42)

    assert (me["status"], me["can_manage_topics"], me["can_promote_members"]) == ("administrator", True, False)
    assert [await status(olga.id), await status(anna.id)] == ["member", "left"]
    assert [member["user"]["id"] for member in await result("getChatAdministrators", chat_id=group)] == [42]
    assert await refusal("getChatMember", chat_id=group, user_id=77) == "Bad Request: user not found"
    assert await refusal("getChatAdministrators", chat_id=anna.id) == (
        "Bad Request: there are no administrators in the private chat"
    )


async def test_a_chat_tells_about_itself(server, anna, result):
    """Names for a customer, the forum for the group."""
    private = await result("getChat", chat_id=anna.id)
    group = await result("getChat", chat_id=server.staff_chat)

    assert (private["type"], private["first_name"], private["username"]) == ("private", "Anna", "anna_w")
    assert (group["type"], group["is_forum"], group["title"]) == ("supergroup", True, "Support")


async def test_pins_are_shown_and_told(server, result, refusal):
    """The pinning bot gets the service message; unpinning takes the newest."""
    group = server.staff_chat
    sent = await result("sendMessage", chat_id=group, text="x")
    await result("pinChatMessage", chat_id=group, message_id=sent["message_id"])
    told = last(await result("getUpdates"))["message"]

    assert told["pinned_message"]["message_id"] == sent["message_id"]
    assert (await result("getChat", chat_id=group))["pinned_message"]["message_id"] == sent["message_id"]

    await result("unpinChatMessage", chat_id=group)

    assert "pinned_message" not in await result("getChat", chat_id=group)
    assert await refusal("unpinChatMessage", chat_id=group) == "Bad Request: message to unpin not found"
    assert await refusal("pinChatMessage", chat_id=group, message_id=99) == "Bad Request: message to pin not found"

    server.relations.grant(group)

    assert await refusal("pinChatMessage", chat_id=group, message_id=sent["message_id"]) == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )


@pytest.mark.parametrize(
    ("commands", "why"),
    [
        ([{"command": "Claim!", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "claim", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "claim", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ("x", "can't parse commands JSON object"),
    ],
)
async def test_commands_are_checked(server, result, refusal, commands, why):
    """Names of small letters, digits and underscores, described."""
    good = [{"command": "claim", "description": "Take the conversation"}]
    await result("setMyCommands", commands=good, scope={"type": "chat", "chat_id": 5}, language_code="en")

    assert await refusal("setMyCommands", commands=commands) == f"Bad Request: {why}"
    assert server.state.commands == {"chat 5 en": good}
