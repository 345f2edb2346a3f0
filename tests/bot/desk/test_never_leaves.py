"""What stays at the desk: notes, commands, mistyped ones, service messages, topics without a customer."""

import pytest

from bot.storage.tables.conversations import Note

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def told(shift, customer, words):
    """Wait until the topic says something; returns the line."""
    await shift.until(lambda: any(words in line for line in shift.lines(customer)))
    return next(line for line in shift.lines(customer) if words in line)


async def nothing_left(shift, customer, agent):
    """The line of the topic is worked off in order: once a later word arrived, all before it is done."""
    await shift.says(agent, customer, "the only thing that leaves")
    return shift.received(customer) == ["the only thing that leaves"] and len(await shift.replies(customer)) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("// she called, be kind", "she called, be kind"),
        ("//be kind", "be kind"),
        ("/note be kind", "be kind"),
        ("/note@triage_sandbox_bot be kind", "be kind"),
        ("// /remind is no command here", "/remind is no command here"),
    ],
)
async def test_a_note_stays_at_the_desk(shift, written, kept):
    """Kept for the colleagues, marked as seen, and never sent."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), written)
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["✍"])

    assert [note.text for note in await shift.of(Note, anna)] == [kept]
    assert await nothing_left(shift, anna, olga)


@pytest.mark.parametrize("caption", ["// our shelf, not for her", "/remnd 2h", "/note our shelf"])
async def test_a_caption_is_words_too(shift, caption):
    """A picture whose caption begins with a slash does not leave either."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.send_photo_in_topic(olga, shift.thread(anna), b"shelf", caption)

    assert await nothing_left(shift, anna, olga)


@pytest.mark.parametrize("typo", ["/typo", "/remnd 2h call", "/", "/ hello", "/Note be kind", "/refund@other_bot 5"])
async def test_a_mistyped_command_is_answered_and_goes_nowhere(shift, typo):
    """The agent learns that nothing was sent, and which commands there are."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), typo)
    line = await told(shift, anna, "I don't know")

    assert f"{typo.split(' ')[0]}, and nothing was sent to the customer. /help lists what I know" in line
    assert await nothing_left(shift, anna, olga)


@pytest.mark.parametrize("written", ["//", "//   ", "/note", "/note  "])
async def test_an_empty_note_is_nothing(shift, written):
    """Nothing is kept, nothing is sent."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), written)

    assert await nothing_left(shift, anna, olga)
    assert await shift.of(Note, anna) == []


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 2, "date": 0, "chat": {"id": -1, "type": "supergroup", "title": "x"}}},
        {"forum_topic_edited": {"name": "EN · somebody"}},
        {"forum_topic_closed": {}},
        {"forum_topic_reopened": {}},
        {"general_forum_topic_hidden": {}},
        {"new_chat_members": [{"id": 77, "is_bot": False, "first_name": "Kai"}]},
        {"left_chat_member": {"id": 77, "is_bot": False, "first_name": "Kai"}},
        {"new_chat_title": "Support!"},
        {"new_chat_photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]},
        {"delete_chat_photo": True},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"video_chat_started": {}},
        {"boost_added": {"boost_count": 1}},
    ],
    ids=lambda content: next(iter(content)),
)
async def test_a_service_message_never_leaves(shift, content):
    """Pins, renames, joins, leaves and timers are none of the customer's business, and break nothing."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.say(olga, content, chat_id=shift.staff, thread_id=shift.thread(anna))

    assert await nothing_left(shift, anna, olga)


async def test_a_topic_that_belongs_to_no_customer(shift):
    """The agents' own topics are theirs: whatever is written there goes nowhere, and the bot says so."""
    olga = shift.agent()
    state = shift.telegram.state
    own = state.open_topic(state.chats[shift.staff], olga, "Coffee", 7322096)
    shift.telegram.write_in_topic(olga, own.thread_id, "who makes coffee?")
    await shift.until(lambda: len(shift.telegram.sent(shift.staff, own.thread_id)) == 3)

    assert shift.telegram.sent(shift.staff, own.thread_id)[-1]["text"].startswith("This topic belongs to no customer")


async def test_general_is_for_agents_among_themselves(shift):
    """What is written outside of topics is not answered and not sent."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.write_in_topic(olga, None, "good morning")

    assert await nothing_left(shift, anna, olga)
    assert [message["text"] for message in shift.telegram.sent(shift.staff, 1) if "text" in message] == ["good morning"]


async def test_the_bots_own_lines_are_not_sent_on(shift):
    """What the bot says in a topic does not come back as an agent's reply."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    bot = shift.telegram.state.bot
    shift.telegram.say(bot, {"text": "card text"}, chat_id=shift.staff, thread_id=shift.thread(anna))

    assert await nothing_left(shift, anna, olga)
