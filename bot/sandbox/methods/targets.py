"""Where a call wants to go: chat, topic and the message it answers, each checked as Telegram does."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import BotApiError, bad_request, forbidden
from bot.sandbox.methods.params import Params
from bot.sandbox.people import Chat, Standing
from bot.sandbox.posts import GENERAL, Message
from bot.sandbox.state import State

REFUSALS = {
    Standing.NEVER_WROTE: "bot can't initiate conversation with a user",
    Standing.BLOCKED: "bot was blocked by the user",
    Standing.DEACTIVATED: "user is deactivated",
    Standing.KICKED: "bot was kicked from the supergroup chat",
}


@dataclass(frozen=True, slots=True)
class Target:
    chat: Chat
    thread_id: int | None
    reply_to: int | None


def known_chat(state: State, params: Params, name: str = "chat_id") -> Chat:
    """A chat the bot knows; it may still refuse to be written to."""
    given = params.text(name)
    if not given:
        raise bad_request(f"{name} is empty")
    # "@name" finds nothing: only public groups and channels have one, and the sandbox has none.
    chat = state.chats.get(params.integer(name) or 0)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        what = "Bad Request: group chat was upgraded to a supergroup chat"
        raise BotApiError(400, what, {"migrate_to_chat_id": chat.migrated_to})
    if chat.standing is Standing.KICKED:
        raise forbidden(REFUSALS[Standing.KICKED])
    return chat


def open_chat(state: State, params: Params) -> Chat:
    """A chat the bot may write to now."""
    chat = known_chat(state, params)
    if chat.standing in REFUSALS:
        raise forbidden(REFUSALS[chat.standing])
    return chat


def target(state: State, params: Params) -> Target:
    chat = open_chat(state, params)
    thread_id = params.integer("message_thread_id") or None
    # A private chat has no topics here; Telegram refuses a thread there in the same words.
    if thread_id is not None:
        topic = chat.topics.get(thread_id)
        if topic is None or thread_id == GENERAL:
            raise bad_request("message thread not found")
        if topic.closed and "can_manage_topics" not in chat.bot_rights and topic.creator_id != state.bot.id:
            raise bad_request("TOPIC_CLOSED")
    return Target(chat, thread_id, _reply_to(state, chat, params))


def _reply_to(state: State, chat: Chat, params: Params) -> int | None:
    reply: dict[str, Any] = params.json("reply_parameters", what="reply parameters") or {}
    if not isinstance(reply, dict):
        raise bad_request("can't parse reply parameters: expected an Object")
    message_id = reply.get("message_id")
    if message_id is None:
        return None
    if not isinstance(message_id, int):
        raise bad_request('can\'t parse reply parameters: Field "message_id" must be of type Number')
    if state.posts.find(chat.id, message_id) is None:
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return message_id


def need_right(chat: Chat, right: str, to: str) -> None:
    if right not in chat.bot_rights:
        raise bad_request(f"not enough rights to {to}")


def say(state: State, where: Target, content: Message) -> Message:
    """The bot's message in its place; answers the message as the call's result has it."""
    return state.post(where.chat, state.bot, content, thread_id=where.thread_id, reply_to=where.reply_to).message
