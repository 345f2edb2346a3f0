"""Who the bot is, whom it talks to, and what is pinned there."""

import re
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.methods.targets import known_chat, need_right, open_chat
from bot.sandbox.people import ADMIN_RIGHTS, Chat
from bot.sandbox.state import State

COMMAND = re.compile(r"[a-z0-9_]{1,32}")

# Telegram's bounds of a command's description and of their number.
DESCRIPTION_LIMIT = 256
COMMANDS_LIMIT = 100

NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_me(state: State, _: Params) -> dict[str, Any]:
    return {
        **state.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        **state.switches,
        "has_main_web_app": False,
        "has_topics_enabled": state.private_topics,
        "allows_users_to_create_topics": state.people_make_topics,
    }


def get_chat(state: State, params: Params) -> dict[str, Any]:
    chat = known_chat(state, params)
    full = {**chat.brief, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}
    pinned = state.posts.find(chat.id, chat.pinned[-1]) if chat.pinned else None
    return full if pinned is None else {**full, "pinned_message": pinned.message}


def get_chat_member(state: State, params: Params) -> dict[str, Any]:
    chat = known_chat(state, params)
    user = state.users.get(params.integer("user_id") or 0)
    if user is None:
        raise bad_request("user not found")
    return chat_member(state, chat, user.id)


def get_chat_administrators(state: State, params: Params) -> list[dict[str, Any]]:
    """Other bots are left out, and only this one exists: it is listed."""
    chat = known_chat(state, params)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    members = [chat_member(state, chat, user_id) for user_id in chat.members]
    return [member for member in members if member["status"] in {"creator", "administrator"}]


def chat_member(state: State, chat: Chat, user_id: int) -> dict[str, Any]:
    status = "member" if chat.is_private else chat.members.get(user_id, "left")
    member: dict[str, Any] = {"status": status, "user": state.users[user_id].as_json()}
    if status == "creator":
        member["is_anonymous"] = False
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        rights = chat.bot_rights if user_id == state.bot.id else frozenset(ADMIN_RIGHTS)
        member |= {"can_be_edited": False, "is_anonymous": False}
        member |= {right: right in rights for right in ADMIN_RIGHTS}
    return member


def set_my_commands(state: State, params: Params) -> bool:
    commands = params.json("commands", what="commands")
    if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 0 < len(str(command.get("description", ""))) <= DESCRIPTION_LIMIT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    scope = params.json("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope JSON object")
    key = " ".join(str(value) for value in (*scope.values(), params.text("language_code")) if value)
    state.commands[key] = commands
    return True


def pin_chat_message(state: State, params: Params) -> bool:
    chat = _pinning_chat(state, params)
    post = state.posts.find(chat.id, params.integer("message_id"))
    if post is None:
        raise bad_request("message to pin not found")
    chat.pinned.append(post.message["message_id"])
    pinned = {key: value for key, value in post.message.items() if key != "reply_to_message"}
    thread_id = post.message.get("message_thread_id")
    told = state.post(chat, state.bot, {"pinned_message": pinned}, thread_id=thread_id)
    # The pinning bot receives its own service message.
    state.updates.put("message", told.message)
    return True


def unpin_chat_message(state: State, params: Params) -> bool:
    """Without a number, the newest pin."""
    chat = _pinning_chat(state, params)
    number = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    state.touch(chat.id)
    return True


def _pinning_chat(state: State, params: Params) -> Chat:
    chat = open_chat(state, params)
    if not chat.is_private:
        need_right(chat, "can_pin_messages", "manage pinned messages in the chat")
    return chat


METHODS = {
    "getMe": method(get_me),
    "getChat": method(get_chat, "chat_id"),
    "getChatMember": method(get_chat_member, "chat_id user_id"),
    "getChatAdministrators": method(get_chat_administrators, "chat_id"),
    "setMyCommands": method(set_my_commands, "commands scope language_code"),
    "pinChatMessage": method(pin_chat_message, "chat_id message_id disable_notification"),
    "unpinChatMessage": method(unpin_chat_message, "chat_id message_id"),
}
