"""The section `business` of `shop.yaml`: what may be said through the shop's own Telegram account."""

from typing import Annotated, Literal

from pydantic import PlainValidator

from playbooks.errors import Strict, wrong


def read_switch(value: object) -> str:
    """Read on or off; YAML has made a truth of an unquoted one."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value not in ("on", "off"):
        raise wrong(f'{value!r} is not a switch; write "on" or "off"')
    return str(value)


class Business(Strict):
    """An account's chats speak with its owner's voice, so nothing is said there by itself unless the shop wants it."""

    automatic: Annotated[Literal["on", "off"], PlainValidator(read_switch)] = "off"
