"""Where a call wants to go: chat, topic and the message it answers, each checked as Telegram does."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.accounts import Account
from bot.sandbox.business import post_in
from bot.sandbox.errors import BotApiError, bad_request, forbidden
from bot.sandbox.methods.accounts import writable
from bot.sandbox.methods.params import Params
from bot.sandbox.people import Chat, Standing
from bot.sandbox.posts import GENERAL, Message
from bot.sandbox.state import State
from bot.sandbox.texts import utf16_length

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
    account: Account | None = None  # of the shop, in whose chat it is said
    quote: Message | None = None  # the part of the answered message that is shown above


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
    if params.text("business_connection_id"):
        account, chat = writable(state, params)
        return Target(chat, None, _named(params), account)
    chat = open_chat(state, params)
    thread_id = params.integer("message_thread_id") or None
    # A private chat without topics refuses a thread in the same words.
    if thread_id is not None:
        topic = chat.topics.get(thread_id)
        if topic is None or thread_id == GENERAL:
            raise bad_request("message thread not found")
        if topic.closed and "can_manage_topics" not in chat.bot_rights and topic.creator_id != state.bot.id:
            raise bad_request("TOPIC_CLOSED")
    reply_to = _reply_to(state, chat, params)
    return Target(chat, thread_id, reply_to, quote=_quote(state, chat, params, reply_to))


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


def _quote(state: State, chat: Chat, params: Params, reply_to: int | None) -> Message | None:
    """The quote, which must stand in the answered message letter for letter."""
    reply = params.json("reply_parameters") or {}
    post = state.posts.find(chat.id, reply_to)
    if post is None or not reply.get("quote"):
        return None
    text = post.message.get("text") or post.message.get("caption") or ""
    if reply["quote"] not in text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"text": reply["quote"], "position": utf16_length(text[: text.index(reply["quote"])])}


def _named(params: Params) -> int | None:
    """The message that is answered in a chat of the shop's account; one that is gone is left out."""
    reply = params.json("reply_parameters", what="reply parameters")
    number = reply.get("message_id") if isinstance(reply, dict) else None
    return number if isinstance(number, int) else None


def need_right(chat: Chat, right: str, to: str) -> None:
    if right not in chat.bot_rights:
        raise bad_request(f"not enough rights to {to}")


def say(state: State, where: Target, content: Message) -> Message:
    """The bot's message in its place; answers the message as the call's result has it."""
    if where.account is not None:
        message = post_in(state, where.account, state.bot, where.chat.id, content, where.reply_to).message
        state.touch(where.chat.id)
        return message
    content = {"quote": where.quote, **content} if where.quote else content
    return state.post(where.chat, state.bot, content, thread_id=where.thread_id, reply_to=where.reply_to).message
