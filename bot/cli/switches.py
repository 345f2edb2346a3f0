"""What @BotFather can switch on for a bot and what goes without it, in sentences for `triage check`."""

from collections.abc import Iterator, Mapping
from typing import Final

# By the field of getMe: what it is called here, what it brings, and how it is switched on.
SWITCHES: Final[Mapping[str, tuple[str, str, str]]] = {
    "supports_inline_queries": (
        "inline mode",
        "agents search replies in any chat, with @{username} and a word",
        "off, so agents cannot search replies in other chats; send /setinline to @BotFather if they should",
    ),
    "can_connect_to_business": (
        "business mode",
        "the shop's own account can let the bot into its chats",
        (
            "off, so the shop's own account cannot let the bot into its chats; switch Business Mode on in @BotFather's "
            "/mybots, Bot Settings, if it should"
        ),
    ),
}


def switches_of(me: object, username: str | None) -> Iterator[tuple[str, str]]:
    """Say of each switch what it brings or how it is switched on; none of them must be on."""
    for field, (name, brings, lacking) in SWITCHES.items():
        on = bool(getattr(me, field, None))
        yield name, f"on: {brings.format(username=username or 'the bot')}" if on else lacking
