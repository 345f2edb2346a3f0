"""Copies and forwards keep content, not where it came from."""

import pytest

CONTENTS = [
    {"sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1}},
    {"location": {"latitude": 1.5, "longitude": 2.5}},
    {"contact": {"phone_number": "+1", "first_name": "X"}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"voice": {"file_id": "v", "file_unique_id": "u", "duration": 2}},
]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: next(iter(content)))
async def test_every_kind_of_content_is_copied(server, anna, topic, result, content):
    """The copy has the content and the bot as its author."""
    number = server.say(anna, content)["message_id"]
    copy = await result(
        "copyMessage", chat_id=server.staff_chat, message_thread_id=topic, from_chat_id=anna.id, message_id=number
    )
    seen = server.sent(server.staff_chat, topic)[-1]

    assert list(copy) == ["message_id"]
    assert seen["from"]["id"] == server.state.bot.id
    assert content.items() <= seen.items()


async def test_a_copy_keeps_formatting_but_no_buttons(server, anna, result):
    """Entities and captions go along; the keyboard must be given anew."""
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await result("sendMessage", chat_id=anna.id, text="<b>x</b>", parse_mode="HTML", reply_markup=markup)
    await result("copyMessage", chat_id=anna.id, from_chat_id=anna.id, message_id=sent["message_id"])
    copy = server.sent(anna.id)[-1]

    assert (copy["text"], copy["entities"], "reply_markup" in copy) == ("x", sent["entities"], False)


@pytest.mark.parametrize(("caption", "shown"), [(None, "old"), ("new", "new"), ("", None)])
async def test_a_copy_may_have_another_caption(server, anna, result, caption, shown):
    """Left out keeps the old one, empty removes it."""
    number = server.send_photo(anna, b"picture", caption="old")["message_id"]
    given = {} if caption is None else {"caption": caption}
    await result("copyMessage", chat_id=anna.id, from_chat_id=anna.id, message_id=number, **given)

    assert server.sent(anna.id)[-1].get("caption") == shown


@pytest.mark.parametrize(("method", "deed"), [("copyMessage", "copy"), ("forwardMessage", "forward")])
async def test_what_is_missing_cannot_be_copied(server, anna, refusal, method, deed):
    """A number that never was, a deleted message, a chat nobody knows."""
    number = server.write(anna, "x")["message_id"]
    server.relations.delete(anna.id, number)
    missing = f"Bad Request: message to {deed} not found"

    assert await refusal(method, chat_id=anna.id, from_chat_id=anna.id, message_id=number) == missing
    assert await refusal(method, chat_id=anna.id, from_chat_id=anna.id, message_id=99) == missing
    assert await refusal(method, chat_id=anna.id, from_chat_id=99, message_id=1) == "Bad Request: chat not found"


async def test_service_messages_cannot_be_copied(server, anna, topic, refusal):
    """The message that opened a topic is one."""
    assert await refusal("copyMessage", chat_id=anna.id, from_chat_id=server.staff_chat, message_id=topic) == (
        "Bad Request: message can't be copied"
    )


async def test_albums_stay_albums_when_copied(server, anna, topic, result):
    """Order and captions are kept, the group gets a number of its own, gaps are skipped."""
    parts = [server.send_photo(anna, b"%d" % n, caption=f"c{n}", media_group_id="7")["message_id"] for n in range(3)]
    place = {"chat_id": server.staff_chat, "message_thread_id": topic, "from_chat_id": anna.id}
    copies = await result("copyMessages", **place, message_ids=[*parts, 99])
    seen = server.sent(server.staff_chat, topic)[1:]

    assert [copy["message_id"] for copy in copies] == [message["message_id"] for message in seen]
    assert [message["caption"] for message in seen] == ["c0", "c1", "c2"]
    assert len({message["media_group_id"] for message in seen} - {"7"}) == 1

    await result("copyMessages", **place, message_ids=parts, remove_caption=True)

    assert "caption" not in server.sent(server.staff_chat, topic)[-1]


async def test_copying_many_needs_rising_numbers_and_something_to_copy(anna, refusal):
    """As the Bot API asks for."""
    place = {"chat_id": anna.id, "from_chat_id": anna.id}

    assert await refusal("copyMessages", **place, message_ids=[2, 1]) == (
        "Bad Request: message identifiers must be in a strictly increasing order"
    )
    assert await refusal("copyMessages", **place, message_ids=[98, 99]) == (
        "Bad Request: there are no messages to copy"
    )


async def test_a_forward_says_where_it_came_from(server, anna, topic, result):
    """And a forward of a forward names the first author."""
    number = server.write(anna, "x")["message_id"]
    first = await result("forwardMessage", chat_id=server.staff_chat, from_chat_id=anna.id, message_id=number)
    again = await result(
        "forwardMessage", chat_id=anna.id, from_chat_id=server.staff_chat, message_id=first["message_id"]
    )

    assert first["forward_origin"] == {"type": "user", "date": first["date"], "sender_user": anna.as_json()}
    assert again["forward_origin"] == first["forward_origin"]


async def test_old_messages_of_a_moved_group_can_still_be_copied(server, anna, olga, result):
    """Links to them are kept under the old id."""
    old = server.staff_chat
    number = server.write_in_topic(olga, None, "kept")["message_id"]
    server.relations.migrate(old)
    await result("copyMessage", chat_id=anna.id, from_chat_id=old, message_id=number)

    assert server.sent(anna.id)[-1]["text"] == "kept"
