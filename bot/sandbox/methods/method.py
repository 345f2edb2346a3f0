"""What a Bot API method is to the sandbox."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.methods.params import Params
from bot.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Method:
    """The function and the parameters it heeds; others are ignored, as Telegram does, but noted in the transcript."""

    run: Callable[[State, Params], Any]
    heeds: frozenset[str]


def method(run: Callable[[State, Params], Any], heeds: str = "") -> Method:
    return Method(run, frozenset(heeds.split()))
