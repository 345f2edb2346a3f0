"""Answers, updates and parameters fit the published Bot API, when its description is at hand."""

import gzip
import json
from pathlib import Path

import pytest

from bot.sandbox.methods import METHODS
from bot.sandbox.methods.reactions import FREE_EMOJI
from bot.sandbox.polling import HEEDS

SPEC = Path(__file__).parents[3] / "../shared/data/telegram/bot-api-10.1.json.gz"

# Fields of Bot API 10.2 and 10.3, which the description does not know yet and aiogram does.
NEWER = {"can_send_welcome_messages"}

PLAIN = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
}


@pytest.fixture(scope="module")
def spec():
    if not SPEC.is_file():
        pytest.skip(f"{SPEC.name} is not at hand")
    return json.loads(gzip.decompress(SPEC.read_bytes()))


def problems(spec, kind, value, path="result"):
    """Every way in which the value is not of this Bot API type."""
    if kind in PLAIN:
        return [] if PLAIN[kind](value) else [f"{path}: {value!r} is no {kind}"]
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return [found for n, item in enumerate(value) for found in problems(spec, inner, item, f"{path}[{n}]")]
    described = spec["types"][kind]
    if "subtypes" in described:
        return _best(spec, described["subtypes"], value, path)
    fields = {field["name"]: field for field in described.get("fields", [])}
    found = [f"{path}: {kind} has no field {name}" for name in value.keys() - fields.keys() - NEWER]
    found += [f"{path}: {kind} lacks {n}" for n, f in fields.items() if f["required"] and n not in value]
    for name in value.keys() & fields.keys():
        found += _best(spec, fields[name]["types"], value[name], f"{path}.{name}")
    return found


def _best(spec, kinds, value, path):
    return min((problems(spec, kind, value, path) for kind in kinds), key=len)


def test_the_checker_finds_what_is_wrong(spec):
    """Missing, unknown and ill-typed fields are all found, so that the tests below mean something."""
    wrong = {"id": "5", "is_bot": False, "nickname": "x"}

    assert sorted(problems(spec, "User", wrong)) == [
        "result.id: '5' is no Integer",
        "result: User has no field nickname",
        "result: User lacks first_name",
    ]


@pytest.mark.parametrize("name", [*METHODS, "getUpdates"])
def test_the_sandbox_heeds_only_parameters_that_exist(spec, name):
    """A parameter of our own invention would hide a mistake of the bot."""
    heeds = HEEDS if name == "getUpdates" else METHODS[name].heeds

    assert heeds <= {field["name"] for field in spec["methods"][name].get("fields", [])}


def test_the_free_reactions_are_those_published(spec):
    """All of them, no others."""
    (emoji,) = [field for field in spec["types"]["ReactionTypeEmoji"]["fields"] if field["name"] == "emoji"]
    listed = emoji["description"].partition("one of")[2]

    assert {part.strip(' ".') for part in listed.split(",")} == FREE_EMOJI


def calls(server, anna, olga, topic):
    """Each method once, in an order that works; the answers refer to each other by number."""
    group, markup = server.staff_chat, {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    in_topic = {"chat_id": group, "message_thread_id": topic}
    written = server.write(anna, "/start https://x.example")["message_id"]
    picture = server.send_photo(anna, b"x", caption="c", media_group_id="1")
    file_id = picture["photo"][-1]["file_id"]
    pictures = [{"type": "photo", "media": file_id}] * 2
    own = server.state.posts.next_id(group) + 1
    lamps = server.business.connect(olga).id
    server.business.write(anna, server.state.accounts[lamps], "x")
    query = server.ask_inline(olga, "refund").id
    article = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "x"}}
    return {
        "getMe": {},
        "sendMessage": {**in_topic, "text": "<b>x</b>", "parse_mode": "HTML", "reply_markup": markup},
        "editMessageText": {"chat_id": group, "message_id": own, "text": "y", "reply_markup": markup},
        "editMessageReplyMarkup": {"chat_id": group, "message_id": own},
        "setMessageReaction": {"chat_id": group, "message_id": own, "reaction": [{"type": "emoji", "emoji": "👍"}]},
        "pinChatMessage": {"chat_id": group, "message_id": own},
        "getChat": {"chat_id": group},
        "unpinChatMessage": {"chat_id": group, "message_id": own},
        "deleteMessage": {"chat_id": group, "message_id": own},
        "deleteMessages": {"chat_id": group, "message_ids": [own]},
        "copyMessage": {**in_topic, "from_chat_id": anna.id, "message_id": written},
        "copyMessages": {**in_topic, "from_chat_id": anna.id, "message_ids": [written, picture["message_id"]]},
        "forwardMessage": {**in_topic, "from_chat_id": anna.id, "message_id": written},
        "forwardMessages": {**in_topic, "from_chat_id": anna.id, "message_ids": [written, picture["message_id"]]},
        "getBusinessConnection": {"business_connection_id": lamps},
        "answerInlineQuery": {"inline_query_id": query, "results": [article], "is_personal": True},
        "sendPhoto": {"chat_id": anna.id, "photo": file_id, "caption": "old"},
        "sendDocument": {"chat_id": group, "document": file_id, "caption": "a file"},
        "editMessageCaption": {"chat_id": anna.id, "message_id": picture["message_id"] + 1, "caption": "new"},
        "sendMediaGroup": {"chat_id": anna.id, "media": pictures},
        "getFile": {"file_id": file_id},
        "createForumTopic": {"chat_id": group, "name": "x"},
        "editForumTopic": {**in_topic, "name": "y"},
        "closeForumTopic": in_topic,
        "reopenForumTopic": in_topic,
        "sendChatAction": {**in_topic, "action": "typing"},
        "getChatMember": {"chat_id": group, "user_id": olga.id},
        "getChatAdministrators": {"chat_id": group},
        "setMyCommands": {"commands": [{"command": "claim", "description": "x"}]},
        "getWebhookInfo": {},
        "deleteWebhook": {},
        "deleteForumTopic": in_topic,
        "deleteBusinessMessages": {"business_connection_id": lamps, "message_ids": [1]},
        "setWebhook": {"url": "https://x.example", "allowed_updates": []},
    }


async def test_every_answer_is_what_the_bot_api_promises(spec, server, anna, olga, topic, call):
    """All methods, answered well, with results of the published types."""
    wrong, seen = [], {"answerCallbackQuery"}  # that one is answered in the test below
    for name, params in calls(server, anna, olga, topic).items():
        seen.add(name)
        answer = await call(name, **params)
        if not answer["ok"]:
            wrong.append(f"{name}: {answer['description']}")
            continue
        wrong += [
            f"{name} {problem}" for problem in _best(spec, spec["methods"][name]["returns"], answer["result"], "")
        ]

    assert wrong == []
    assert seen == METHODS.keys()


async def test_every_update_is_what_the_bot_api_promises(spec, server, anna, olga, topic, result):
    """Texts, albums, edits, presses, reactions, blocks, service messages."""
    await result(
        "getUpdates",
        allowed_updates=["message", "edited_message", "callback_query", "message_reaction", "my_chat_member"],
    )
    message = server.write(anna, "/start 😀 x@y.example")
    server.edit(anna, message["message_id"], "x")
    server.send_photo(anna, b"x", caption="c", media_group_id="1")
    server.say(anna, {"document": server.file(b"x", size=25_000_000)})
    server.write_in_topic(olga, topic, "x", reply_to=topic)
    pressed = server.press(olga, 77, server.staff_chat, "x", force=True)
    server.relations.react(anna, anna.id, message["message_id"], "👍")
    server.relations.close_topic(olga, server.staff_chat, topic)
    server.relations.block(anna)
    server.relations.migrate(server.staff_chat)
    server.relations.kick_bot(server.staff_chat)
    updates = await result("getUpdates")
    await result("answerCallbackQuery", callback_query_id=pressed)

    assert len(updates) == 12
    assert [found for update in updates for found in problems(spec, "Update", update, "")] == []
