"""Forum topics, with the rights they need."""

import pytest


async def test_a_new_topic_opens_with_a_service_message(server, result):
    """Its id is that message's; the bot is told of it, as Telegram does."""
    made = await result("createForumTopic", chat_id=server.staff_chat, name=" Anna ", icon_color=9367192)
    update = (await result("getUpdates"))[0]["message"]

    assert made == {"message_thread_id": 2, "name": "Anna", "icon_color": 9367192}
    assert update["message_id"] == update["message_thread_id"] == 2
    assert update["forum_topic_created"] == {"name": "Anna", "icon_color": 9367192}


async def test_messages_in_a_topic_answer_its_opening(server, olga, topic, result):
    """In a topic, what answers nothing answers the service message that opened it."""
    sent = await result("sendMessage", chat_id=server.staff_chat, message_thread_id=topic, text="x")
    written = server.write_in_topic(olga, topic, "y", reply_to=sent["message_id"])
    update = (await result("getUpdates"))[-1]["message"]

    assert (sent["is_topic_message"], sent["message_thread_id"]) == (True, topic)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Anna"
    assert written["reply_to_message"]["text"] == "x"
    assert update == written


async def test_topics_are_apart_from_each_other_and_from_general(server, olga, topic, result):
    """General is number 1 and its messages have no thread."""
    other = (await result("createForumTopic", chat_id=server.staff_chat, name="Boris"))["message_thread_id"]
    server.write_in_topic(olga, topic, "to Anna")
    server.write_in_topic(olga, other, "to Boris")
    general = server.write_in_topic(olga, None, "to all")

    def texts(thread):
        return [message["text"] for message in server.sent(server.staff_chat, thread) if "text" in message]

    assert (texts(topic), texts(other), texts(1)) == (["to Anna"], ["to Boris"], ["to all"])
    assert "message_thread_id" not in general
    assert texts(None) == ["to Anna", "to Boris", "to all"]


@pytest.mark.parametrize("thread", [1, 77])
async def test_a_missing_topic_is_refused(server, refusal, thread):
    """General too has no number to send to."""
    assert await refusal("sendMessage", chat_id=server.staff_chat, message_thread_id=thread, text="x") == (
        "Bad Request: message thread not found"
    )


async def test_topics_exist_in_forums_only(server, anna, refusal):
    """Neither a customer's chat nor a plain group has any."""
    plain = server.relations.group("Plain", is_forum=False)

    for chat_id in (anna.id, plain):
        assert await refusal("createForumTopic", chat_id=chat_id, name="x") == "Bad Request: the chat is not a forum"


@pytest.mark.parametrize(
    ("params", "why"),
    [({"name": " "}, "title must be non-empty"), ({"name": "x", "icon_color": 1}, "invalid icon color specified")],
)
async def test_a_topic_needs_a_name_and_a_known_colour(server, refusal, params, why):
    """Six colours exist."""
    assert await refusal("createForumTopic", chat_id=server.staff_chat, **params) == f"Bad Request: {why}"


async def test_long_names_are_cut(server, result):
    """At 128 characters."""
    assert (await result("createForumTopic", chat_id=server.staff_chat, name="x" * 200))["name"] == "x" * 128


async def test_topics_need_the_right_to_manage_them(server, olga, refusal):
    """The bot's own topics it may always close and rename."""
    foreign = server.state.open_topic(server.state.chats[server.staff_chat], olga, "Olga's", 7322096).thread_id
    server.relations.grant(server.staff_chat)
    place = {"chat_id": server.staff_chat, "message_thread_id": foreign}

    assert await refusal("createForumTopic", chat_id=server.staff_chat, name="x") == (
        "Bad Request: not enough rights to create a topic"
    )
    assert await refusal("closeForumTopic", **place) == "Bad Request: not enough rights to close or open the topic"
    assert await refusal("editForumTopic", **place, name="x") == "Bad Request: not enough rights to edit the topic"
    assert await refusal("deleteForumTopic", **place) == "Bad Request: not enough rights to delete the topic"


async def test_a_closed_topic_is_closed_to_bots_without_rights(server, olga, result, refusal):
    """An administrator bot may still post."""
    foreign = server.state.open_topic(server.state.chats[server.staff_chat], olga, "Olga's", 7322096).thread_id
    server.relations.close_topic(olga, server.staff_chat, foreign)
    place = {"chat_id": server.staff_chat, "message_thread_id": foreign, "text": "x"}

    assert (await result("sendMessage", **place))["text"] == "x"

    server.relations.grant(server.staff_chat)

    assert await refusal("sendMessage", **place) == "Bad Request: TOPIC_CLOSED"


async def test_closing_twice_changes_nothing(server, topic, result, refusal):
    """Telegram calls that not modified, for names too."""
    place = {"chat_id": server.staff_chat, "message_thread_id": topic}
    await result("closeForumTopic", **place)

    assert await refusal("closeForumTopic", **place) == "Bad Request: TOPIC_NOT_MODIFIED"

    await result("reopenForumTopic", **place)

    assert await refusal("reopenForumTopic", **place) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await refusal("editForumTopic", **place, name="Anna") == "Bad Request: TOPIC_NOT_MODIFIED"

    await result("editForumTopic", **place, name="Anna W.")
    told = [set(update["message"]) for update in await result("getUpdates")]

    assert ["forum_topic_closed" in told[0], "forum_topic_reopened" in told[1], "forum_topic_edited" in told[2]] == [
        True,
        True,
        True,
    ]


async def test_a_deleted_topic_takes_its_messages_along(server, topic, result, refusal):
    """And is unknown from then on, whoever deleted it."""
    place = {"chat_id": server.staff_chat, "message_thread_id": topic}
    sent = await result("sendMessage", **place, text="x")
    await result("deleteForumTopic", **place)

    assert server.sent(server.staff_chat, topic) == []
    assert await refusal("sendMessage", **place, text="x") == "Bad Request: message thread not found"
    assert await refusal("reopenForumTopic", **place) == "Bad Request: TOPIC_ID_INVALID"
    assert await refusal("editMessageText", chat_id=server.staff_chat, message_id=sent["message_id"], text="y") == (
        "Bad Request: message to edit not found"
    )
