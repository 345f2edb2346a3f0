"""The agent's name in a reply: nobody knows it before somebody presses."""

from typing import Final

# No keyboard writes it; it stands for the name until the reply is sent (like the open times of `filters.Later`).
AGENT: Final = "\ue002"


def signed(text: str, name: str) -> str:
    """Write the name of whoever answers into a reply."""
    return text.replace(AGENT, name)
