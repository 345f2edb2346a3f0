"""Sending, editing and deleting, with Telegram's own refusals."""

from datetime import timedelta

import pytest

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def keyboard(*data):
    return {"inline_keyboard": [[{"text": f"Button {item}", "callback_data": item}] for item in data]}


async def test_a_sent_message_is_answered_whole(server, anna, result):
    """The answer is the message as it stands in the chat."""
    message = await result(
        "sendMessage", chat_id=anna.id, text=" <b>Hi</b> ", parse_mode="HTML", reply_markup=keyboard("a")
    )

    assert message == {
        "message_id": 1,
        "from": {"id": 42, "is_bot": True, "first_name": "Triage", "username": "triage_sandbox_bot"},
        "chat": {"id": anna.id, "type": "private", "first_name": "Anna", "username": "anna_w"},
        "date": message["date"],
        "text": "Hi",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "reply_markup": keyboard("a"),
    }
    assert [seen["_html"] for seen in server.sent(anna.id)] == ["<b>Hi</b>"]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": "12345"}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "Bad Request: chat not found"),
        ({"text": "x", "message_thread_id": 7}, "Bad Request: message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "Bad Request: message to be replied not found"),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "reply_markup": keyboard("x" * 65)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard("Ж" * 33)}, "Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "nowhere"}]]}},
            "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 101]}},
            "Bad Request: reply markup is too long",
        ),
    ],
)
async def test_what_telegram_refuses_is_refused(server, anna, refusal, params, description):
    """In Telegram's words, and nothing appears in the chat."""
    assert await refusal("sendMessage", **{"chat_id": anna.id, **params}) == description
    assert server.sent(anna.id) == []


@pytest.mark.parametrize(
    ("text", "mode"),
    [("x" * 4096, ""), ("😀" * 2048, ""), ("<b>" + "x" * 4096 + "</b>", "HTML"), ("&lt;" * 4096, "HTML")],
)
async def test_length_is_measured_after_parsing(anna, result, text, mode):
    """4,096 units of visible text pass, however long their source."""
    message = await result("sendMessage", chat_id=anna.id, text=text, parse_mode=mode)

    assert len(message["text"].encode("utf-16-le")) // 2 == 4096


@pytest.mark.parametrize("markup", [{"keyboard": [[{"text": "x"}]]}, {"remove_keyboard": True}, {"force_reply": True}])
async def test_other_keyboards_are_accepted(anna, result, markup):
    """They are not part of the message."""
    assert "reply_markup" not in await result("sendMessage", chat_id=anna.id, text="x", reply_markup=markup)


async def test_a_reply_quotes_what_it_answers(server, anna, result):
    """The answered message is inside, without its own answered one."""
    first = server.write(anna, "first")
    second = await result(
        "sendMessage", chat_id=anna.id, text="2", reply_parameters={"message_id": first["message_id"]}
    )
    third = await result(
        "sendMessage", chat_id=anna.id, text="3", reply_parameters={"message_id": second["message_id"]}
    )
    lost = {"message_id": 99, "allow_sending_without_reply": True}
    alone = await result("sendMessage", chat_id=anna.id, text="4", reply_parameters=lost)

    assert second["reply_to_message"] == first
    assert "reply_to_message" not in third["reply_to_message"]
    assert "reply_to_message" not in alone


async def test_an_edit_replaces_text_and_keyboard(server, anna, result):
    """Without a keyboard in the call the old one goes."""
    sent = await result("sendMessage", chat_id=anna.id, text="old", reply_markup=keyboard("a"))
    number = sent["message_id"]
    edited = await result("editMessageText", chat_id=anna.id, message_id=number, text="<i>new</i>", parse_mode="HTML")

    assert edited["text"] == "new"
    assert edited["edit_date"] >= sent["date"]
    assert "reply_markup" not in edited
    assert [seen["edited"] for seen in server.sent(anna.id)] == [True]


async def test_an_edit_of_buttons_leaves_the_text_alone(anna, result):
    """And does not make the message count as edited."""
    sent = await result("sendMessage", chat_id=anna.id, text="x", reply_markup=keyboard("a"))
    number = sent["message_id"]
    changed = await result("editMessageReplyMarkup", chat_id=anna.id, message_id=number, reply_markup=keyboard("b"))
    stripped = await result("editMessageReplyMarkup", chat_id=anna.id, message_id=number)

    assert changed == {**sent, "reply_markup": keyboard("b")}
    assert stripped == {key: value for key, value in sent.items() if key != "reply_markup"}


async def test_an_edit_that_changes_nothing_is_refused(anna, result, refusal):
    """Same text and same keyboard; another keyboard alone is a change."""
    sent = await result("sendMessage", chat_id=anna.id, text="x", reply_markup=keyboard("a"))
    same = {"chat_id": anna.id, "message_id": sent["message_id"]}

    assert await refusal("editMessageText", **same, text=" x ", reply_markup=keyboard("a")) == NOT_MODIFIED
    assert await refusal("editMessageReplyMarkup", **same, reply_markup=keyboard("a")) == NOT_MODIFIED
    assert (await result("editMessageText", **same, text="x"))["text"] == "x"


async def test_only_the_bots_own_messages_can_be_edited(server, anna, result, refusal):
    """A missing one, a customer's one and one without text are refused differently."""
    written = server.write(anna, "mine")["message_id"]
    picture = server.send_photo(anna, b"picture")["message_id"]
    copied = (await result("copyMessage", chat_id=anna.id, from_chat_id=anna.id, message_id=picture))["message_id"]

    async def edit(number):
        return await refusal("editMessageText", chat_id=anna.id, message_id=number, text="x")

    assert await edit(99) == "Bad Request: message to edit not found"
    assert await edit(written) == "Bad Request: message can't be edited"
    assert await edit(copied) == "Bad Request: there is no text in the message to edit"


async def test_a_caption_can_be_edited(anna, server, result, refusal):
    """A text message has none."""
    picture = server.send_photo(anna, b"picture", caption="before")["message_id"]
    copied = (await result("copyMessage", chat_id=anna.id, from_chat_id=anna.id, message_id=picture))["message_id"]
    edited = await result("editMessageCaption", chat_id=anna.id, message_id=copied, caption="after")
    sent = (await result("sendMessage", chat_id=anna.id, text="x"))["message_id"]

    assert edited["caption"] == "after"
    assert await refusal("editMessageCaption", chat_id=anna.id, message_id=sent, caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )
    assert await refusal("editMessageCaption", chat_id=anna.id, message_id=copied, caption="x" * 1025) == (
        "Bad Request: message caption is too long"
    )


async def test_deleted_messages_are_gone(server, anna, result, refusal):
    """They cannot be deleted, edited or answered again."""
    first = (await result("sendMessage", chat_id=anna.id, text="1"))["message_id"]
    second = (await result("sendMessage", chat_id=anna.id, text="2"))["message_id"]
    await result("deleteMessage", chat_id=anna.id, message_id=first)
    await result("deleteMessages", chat_id=anna.id, message_ids=[first, second])

    assert server.sent(anna.id) == []
    assert await refusal("deleteMessage", chat_id=anna.id, message_id=first) == (
        "Bad Request: message to delete not found"
    )


async def test_old_messages_cannot_be_taken_back(server, anna, result, refusal):
    """48 hours in a private chat; in a group the right to delete has no limit."""
    private = (await result("sendMessage", chat_id=anna.id, text="x"))["message_id"]
    group = (await result("sendMessage", chat_id=server.staff_chat, text="x"))["message_id"]
    server.clock.advance(timedelta(hours=48, seconds=1))

    assert await refusal("deleteMessage", chat_id=anna.id, message_id=private) == (
        "Bad Request: message can't be deleted for everyone"
    )
    assert await result("deleteMessage", chat_id=server.staff_chat, message_id=group)


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ([], "message identifiers are not specified"),
        (list(range(101)), "too many message identifiers specified"),
        (["x"], "message identifier is not a number"),
    ],
)
async def test_lists_of_messages_are_checked(anna, refusal, numbers, why):
    """From 1 to 100 whole numbers."""
    assert await refusal("deleteMessages", chat_id=anna.id, message_ids=numbers) == f"Bad Request: {why}"
