"""Reactions of the bot: one free emoji a message."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.params import Params
from bot.sandbox.methods.targets import open_chat
from bot.sandbox.state import State

# What Telegram offers without Premium; anything else is refused, however harmless.
_FREE = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 "
    "💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 "
    "🤷\u200d♀ 😡"
)
FREE_EMOJI = frozenset(_FREE.split())


def set_message_reaction(state: State, params: Params) -> bool:
    chat = open_chat(state, params)
    post = state.posts.find(chat.id, params.integer("message_id"))
    if post is None:
        raise bad_request("message to react not found")
    reactions = params.json("reaction", what="reaction") or []
    if not isinstance(reactions, list):
        raise bad_request("can't parse reaction types JSON object")
    # Bots without Premium have one reaction a message.
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [_emoji(reaction) for reaction in reactions]
    if emoji:
        post.reactions[state.bot.id] = emoji
    else:
        post.reactions.pop(state.bot.id, None)
    state.touch(chat.id, post.message.get("message_thread_id"))
    return True


def _emoji(reaction: Any) -> str:
    emoji = reaction.get("emoji") if isinstance(reaction, dict) and reaction.get("type") == "emoji" else None
    if not isinstance(emoji, str) or emoji not in FREE_EMOJI:
        raise bad_request("REACTION_INVALID")
    return emoji
