"""The commands that answer a person's rights: what is held on them, and its erasure."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.complaints import finish

AnyCustomer = Annotated[
    str, typer.Argument(help="E-mail, phone, Telegram id, the shop's id, or our number.", show_default=False)
]
Out = Annotated[
    Path | None, typer.Option(dir_okay=False, help="Write it here instead of printing it.", show_default=False)
]


def export(customer: AnyCustomer, *, out: Out = None) -> None:
    """Give everything held on a person as JSON, for the person."""
    from bot.cli.export import export as work

    finish(lambda: work(customer, out=out))


def forget(
    customer: AnyCustomer,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without it, only say what would be erased.")] = False,
) -> None:
    """Erase a person: messages, notes, conclusions, ways to know them. Orders stay without the person."""
    from bot.cli.forget import forget as work

    finish(lambda: work(customer, sure=yes))
