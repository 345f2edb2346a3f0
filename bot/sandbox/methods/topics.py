"""Forum topics: opened, renamed, closed, reopened, deleted."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.methods.targets import Target, need_right, open_chat, say
from bot.sandbox.people import Chat, Topic
from bot.sandbox.posts import Message
from bot.sandbox.state import TOPIC_COLORS, State

# Longer names are cut, not refused.
NAME_LIMIT = 128


def create_forum_topic(state: State, params: Params) -> dict[str, Any]:
    chat = _forum(state, params)
    if not chat.is_private:
        need_right(chat, "can_manage_topics", "create a topic")
    name = _name(params)
    color = params.integer("icon_color")
    if color is not None and color not in TOPIC_COLORS:
        raise bad_request("invalid icon color specified")
    topic = state.open_topic(chat, state.bot, name, TOPIC_COLORS[0] if color is None else color)
    return {"message_thread_id": topic.thread_id, "name": name, "icon_color": topic.icon_color}


def edit_forum_topic(state: State, params: Params) -> bool:
    chat, topic = _topic(state, params, "edit the topic")
    if params.values.get("name") is None and params.values.get("icon_custom_emoji_id") is None:
        return True
    name = _name(params)
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    _tell(state, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(state: State, params: Params) -> bool:
    return _toggle(state, params, closed=True)


def reopen_forum_topic(state: State, params: Params) -> bool:
    return _toggle(state, params, closed=False)


def delete_forum_topic(state: State, params: Params) -> bool:
    chat, topic = _topic(state, params, "delete the topic", right="can_delete_messages")
    state.delete_topic(chat, topic)
    return True


def _toggle(state: State, params: Params, *, closed: bool) -> bool:
    if open_chat(state, params).is_private:  # topics there are made, renamed and deleted, and nothing else
        raise bad_request("the chat is not a supergroup forum")
    chat, topic = _topic(state, params, "close or open the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _tell(state, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _tell(state: State, chat: Chat, topic: Topic, content: Message) -> None:
    """The service message in the topic; Telegram sends it to the bot that did it, too."""
    state.updates.put("message", say(state, Target(chat, topic.thread_id, None), content))


def _forum(state: State, params: Params) -> Chat:
    """A group with topics, or a private chat of a bot that has them there."""
    chat = open_chat(state, params)
    if not (state.private_topics if chat.is_private else chat.is_forum):
        raise bad_request("the chat is not a forum")
    return chat


def _topic(state: State, params: Params, to: str, right: str = "can_manage_topics") -> tuple[Chat, Topic]:
    chat = _forum(state, params)
    topic = chat.topics.get(params.integer("message_thread_id") or 0)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    # Its own topics a bot may manage without the right, but not delete.
    if not chat.is_private and (topic.creator_id != state.bot.id or right == "can_delete_messages"):
        need_right(chat, right, to)
    return chat, topic


def _name(params: Params) -> str:
    name = params.text("name").strip()[:NAME_LIMIT]
    if not name:
        raise bad_request("title must be non-empty")
    return name


ONE_TOPIC = "chat_id message_thread_id"

METHODS = {
    "createForumTopic": method(create_forum_topic, "chat_id name icon_color"),
    "editForumTopic": method(edit_forum_topic, f"{ONE_TOPIC} name icon_custom_emoji_id"),
    "closeForumTopic": method(close_forum_topic, ONE_TOPIC),
    "reopenForumTopic": method(reopen_forum_topic, ONE_TOPIC),
    "deleteForumTopic": method(delete_forum_topic, ONE_TOPIC),
}
