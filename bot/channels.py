"""Which chat a conversation is held in: the chat with the bot, or that of an account of the shop's own."""

from collections.abc import Mapping
from typing import Any

from bot.shop.shopfile import Shop
from bot.storage.outgoing import private_line
from bot.storage.tables.conversations import Conversation


def automatic_allowed(conversation: Conversation, shop: Shop) -> bool:
    """Tell whether a customer may be written to without an agent: in an account's chat it is the owner's own voice."""
    return not conversation.connection or shop.business.automatic == "on"


def customer_line(connection: str, chat_id: int) -> str:
    """Name the line of a customer's chat; the chat with an account has the same number as that with the bot."""
    return f"b:{connection}:{chat_id}" if connection else private_line(chat_id)


def account_in(line: str) -> str | None:
    """Read which account a line of outgoing rows goes through.

    >>> account_in("b:kept1:77"), account_in("p:77")
    ('kept1', None)
    """
    return line.removeprefix("b:").rpartition(":")[0] if line.startswith("b:") else None


def through(connection: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """Say in a reply's content through which account it goes, and with which file; nothing in the chat with the bot."""
    if not connection:
        return {}
    file = {"file": [message["kind"], (message["media"] or {}).get(message["kind"])]}
    return {"connection": connection, **(file if message["kind"] != "text" else {})}
