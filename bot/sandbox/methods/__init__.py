"""The Bot API methods the sandbox speaks, by noun. getUpdates waits and is therefore in `bot.sandbox.polling`."""

from bot.sandbox.methods import accounts, callbacks, chats, copies, files, inline, messages, topics, updates
from bot.sandbox.methods.method import Method

METHODS: dict[str, Method] = {
    **updates.METHODS,
    **messages.METHODS,
    **copies.METHODS,
    **files.METHODS,
    **topics.METHODS,
    **callbacks.METHODS,
    **chats.METHODS,
    **accounts.METHODS,
    **inline.METHODS,
}
