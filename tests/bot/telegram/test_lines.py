"""Which line an update belongs to, and what becomes of updates that are none."""

import json

import pytest

from bot.telegram.lines import CHAT_KINDS, LARGEST, line_of, read_update, unreadable_body

STAFF = (-1001, -1002)
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -1001, "type": "supergroup", "is_forum": True}


@pytest.mark.parametrize(
    ("update", "line"),
    [
        ({"message": {"chat": PRIVATE}}, "chat:7"),
        ({"edited_message": {"chat": PRIVATE}}, "chat:7"),
        ({"my_chat_member": {"chat": PRIVATE}}, "chat:7"),
        ({"message": {"chat": GROUP, "message_thread_id": 5}}, "topic:-1001:5"),
        ({"message": {"chat": GROUP}}, "topic:-1001:0"),
        ({"message": {"chat": {"id": -1009}, "message_thread_id": 5}}, "chat:-1009"),
        ({"callback_query": {"id": "1", "message": {"chat": GROUP, "message_thread_id": 5}}}, "topic:-1001:5"),
        ({"callback_query": {"id": "1", "message": {"chat": PRIVATE}}}, "chat:7"),
        ({"callback_query": {"id": "1", "inline_message_id": "x"}}, "kind:callback_query"),
        ({"business_message": {"business_connection_id": "b", "chat": PRIVATE}}, "business:b:7"),
        ({"poll": {"id": "1"}}, "kind:poll"),
        ({"message": None}, "kind:message"),
        ({"message": []}, "kind:message"),
        ({"message": {"chat": None}}, "kind:message"),
        ({"message": {"chat": {"id": "7"}}}, "kind:message"),
        ({"something_new": {"chat": PRIVATE}}, "chat:7"),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else value,
)
def test_the_line_of_an_update(update, line):
    """A private chat, or a staff chat with its topic; what names no chat is in a line of its kind."""
    assert line_of(update, next(iter(update)), STAFF) == line


@pytest.mark.parametrize("kind", CHAT_KINDS)
def test_everything_about_a_chat_is_in_its_line(kind):
    """A message, its edit and a block by the same person never overtake each other."""
    read = read_update({"update_id": 1, kind: {"chat": PRIVATE}}, STAFF)

    assert (read.line, read.kind) == ("chat:7", kind)


@pytest.mark.parametrize(
    "element",
    [
        None,
        True,
        5,
        "text",
        [],
        [1, {"update_id": 2}],
        {},
        {"update_id": None},
        {"update_id": "5"},
        {"update_id": 5.0},
        {"update_id": True},
        {"update_id": 2**63},
        {"message": {}},
    ],
    ids=repr,
)
def test_what_is_no_update_is_kept_aside(element):
    """It is stored under a number that Telegram never gives, the same each time it comes, with what is wrong."""
    read, again = read_update(element, STAFF), read_update(element, STAFF)

    assert read == again
    assert read.update_id < 0
    assert read.line == "unusable"
    assert read.error


def test_two_unusable_updates_are_two():
    """Each has its own number."""
    assert read_update([1], STAFF).update_id != read_update([2], STAFF).update_id


def test_an_update_without_a_body_is_stored():
    """A number alone is nothing to do, and nothing to stumble over."""
    read = read_update({"update_id": 9}, STAFF)

    assert (read.update_id, read.kind, read.error) == (9, "empty", None)


def test_a_huge_update_is_cut_and_set_aside():
    """Its number is confirmed, so it does not come for ever; what it says is kept as far as it is bearable."""
    read = read_update({"update_id": 9, "message": {"text": "x" * LARGEST}}, STAFF)

    assert (read.update_id, read.line) == (9, "huge")
    assert len(read.payload) == 1000
    assert "huge" in read.error


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\u2028", "🙂"])
def test_whatever_a_text_holds_it_can_be_stored(text):
    """The payload is plain ASCII, so no database refuses it, and it reads back as it was."""
    element = {"update_id": 9, "message": {"chat": PRIVATE, "text": text}}
    read = read_update(element, STAFF)

    assert read.payload.isascii()
    assert json.loads(read.payload) == element


def test_a_body_that_is_no_json():
    """The webhook keeps it too, with the reason."""
    read = unreadable_body(b"\xff{not json", "no JSON")

    assert read.update_id < 0
    assert read.error == "no JSON"
