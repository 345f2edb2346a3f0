"""Copies and forwards: the same content in another place."""

from itertools import pairwise
from typing import Any

from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.methods.formatted import caption_content
from bot.sandbox.methods.keyboards import inline_keyboard
from bot.sandbox.methods.messages import message_ids, with_markup
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.methods.targets import known_chat, say, target
from bot.sandbox.posts import Message, Post
from bot.sandbox.state import State

# What a message is wrapped in; a copy carries none of it over.
_ENVELOPE = (
    "message_id message_thread_id is_topic_message from sender_chat chat date edit_date reply_to_message "
    "reply_markup quote media_group_id forward_origin via_bot has_protected_content"
)
ENVELOPE = frozenset(_ENVELOPE.split())

# What people can send. All else is a service message, which cannot be copied.
_CONTENT = (
    "text animation audio document photo sticker story video video_note voice contact dice game poll venue "
    "location checklist live_photo rich_message"
)
CONTENT = frozenset(_CONTENT.split())


def copy_message(state: State, params: Params) -> Message:
    where = target(state, params)
    post = _source(state, params, "copy")
    content = content_of(post.message)
    if params.values.get("caption") is not None and "text" not in content:
        content = {k: v for k, v in content.items() if k not in {"caption", "caption_entities"}}
        content |= caption_content(params)
    message = say(state, where, with_markup(content, inline_keyboard(params)))
    return {"message_id": message["message_id"]}


def copy_messages(state: State, params: Params) -> list[Message]:
    """What cannot be copied is skipped; albums stay albums, under a number of their own."""
    where = target(state, params)
    chat = known_chat(state, params, "from_chat_id")
    numbers = message_ids(params)
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [post for number in numbers if (post := state.posts.find(chat.id, number)) is not None]
    copied = [post.message for post in found if _can_be_copied(post)]
    if not copied:
        raise bad_request("there are no messages to copy")
    albums: dict[str, str] = {}
    answers = []
    for message in copied:
        content = content_of(message)
        if params.flag("remove_caption"):
            content = {k: v for k, v in content.items() if k not in {"caption", "caption_entities"}}
        if (album := message.get("media_group_id")) is not None:
            content["media_group_id"] = albums.setdefault(album, str(state.next_number()))
        answers.append({"message_id": say(state, where, content)["message_id"]})
    return answers


def forward_message(state: State, params: Params) -> Message:
    where = target(state, params)
    post = _source(state, params, "forward")
    return say(state, where, {"forward_origin": _origin(state, post), **content_of(post.message)})


def forward_messages(state: State, params: Params) -> list[Message]:
    """As `copyMessages`, and each says where it came from."""
    where = target(state, params)
    chat = known_chat(state, params, "from_chat_id")
    found = [post for number in message_ids(params) if (post := state.posts.find(chat.id, number)) is not None]
    kept = [post for post in found if _can_be_copied(post)]
    if not kept:
        raise bad_request("there are no messages to forward")
    albums: dict[str, str] = {}
    answers = []
    for post in kept:
        content = {"forward_origin": _origin(state, post), **content_of(post.message)}
        if (album := post.message.get("media_group_id")) is not None:
            content["media_group_id"] = albums.setdefault(album, str(state.next_number()))
        answers.append({"message_id": say(state, where, content)["message_id"]})
    return answers


def content_of(message: Message) -> Message:
    return {key: value for key, value in message.items() if key not in ENVELOPE}


def _can_be_copied(post: Post) -> bool:
    return not CONTENT.isdisjoint(post.message) and not post.message.get("has_protected_content")


def _source(state: State, params: Params, deed: str) -> Post:
    chat = _source_chat(state, params)
    post = None if chat is None else state.posts.find(chat, params.integer("message_id"))
    if post is None:
        raise bad_request(f"message to {deed} not found")
    if not _can_be_copied(post):
        raise bad_request(f"message can't be {'copied' if deed == 'copy' else 'forwarded'}")
    return post


def _source_chat(state: State, params: Params) -> int | None:
    """A group that moved keeps its old messages readable under the old id."""
    try:
        return known_chat(state, params, "from_chat_id").id
    except BotApiError as refusal:
        if refusal.parameters is None:
            raise
        return params.integer("from_chat_id")


def _origin(state: State, post: Post) -> dict[str, Any]:
    earlier: dict[str, Any] | None = post.message.get("forward_origin")
    author = state.users[post.author_id].as_json()
    return earlier or {"type": "user", "date": post.message["date"], "sender_user": author}


PLACE = "chat_id message_thread_id from_chat_id disable_notification protect_content"

METHODS = {
    "copyMessage": method(
        copy_message, f"{PLACE} message_id caption parse_mode caption_entities reply_parameters reply_markup"
    ),
    "copyMessages": method(copy_messages, f"{PLACE} message_ids remove_caption"),
    "forwardMessage": method(forward_message, f"{PLACE} message_id"),
    "forwardMessages": method(forward_messages, f"{PLACE} message_ids"),
}
