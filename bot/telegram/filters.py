"""Asks magic filters where they stand."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import TelegramObject
from aiogram.utils.magic_filter import MagicFilter


class When(Filter):
    """A magic filter that is asked in the loop.

    aiogram hands each bare `F...` to a thread, and an update that is tried on a dozen of them is handed over and
    back a dozen times, each time waiting for the interpreter.
    """

    def __init__(self, magic: MagicFilter) -> None:
        self.magic = magic

    async def __call__(self, event: TelegramObject) -> Any:
        return self.magic.resolve(event)
