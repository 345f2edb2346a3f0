"""From what agents press and write to what the desk does: the one place that knows both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup
from pydantic import SecretStr

from bot.clocks import Clocks
from bot.desk.action import Action, Actor
from bot.shop.shopfile import Shop
from bot.storage.effects import Effect
from bot.telegram.callbacks import Press
from bot.telegram.deeds import DEEDS
from bot.telegram.keyboards import (
    approve_menu,
    axis_menu,
    close_menu,
    more_menu,
    nap_menu,
    remind_menu,
    spam_menu,
    sure_menu,
    wrong_menu,
)
from bot.wording import Wording
from classifier.taxonomy import OPTIONAL_AXES, TYPES

# What stands behind a card's buttons, by the word in their data.
MENUS: Final = {"remind": remind_menu, "more": more_menu, "nap": nap_menu, "spam": spam_menu, "wrong": wrong_menu}


@dataclass(frozen=True, slots=True)
class Desk:
    """What an agent's deed needs beside the deed itself."""

    clocks: Clocks
    shop: Shop
    zone: ZoneInfo
    words: Wording
    leads: Sequence[int] = ()
    shop_secret: SecretStr | None = None  # signs the links by which customers join their shop account
    owners: Sequence[int] = ()

    def action(self, actor: Actor) -> Action:
        """Stamp a deed with who and when."""
        return Action(
            actor=actor,
            now=self.clocks.business(),
            machine_now=self.clocks.machine(),
            shop=self.shop,
            zone=self.zone,
            leads=tuple(self.leads),
            lang=self.words.lang,
            owners=tuple(self.owners),
        )

    def effect_of(self, press: Press, actor: Actor) -> Effect | None:
        """Find what a button does; None where it only opens a menu."""
        build = DEEDS.get(press.action)
        return build(self.action(actor), press) if build else None

    def menu_of(self, press: Press) -> InlineKeyboardMarkup | None:
        """Find the menu that a button opens; None where it opens none."""
        ids = (press.numbers[0], press.numbers[1]) if len(press.numbers) > 1 else (0, 0)
        if press.action == "menu":
            menu = MENUS.get(press.words[0])
            return menu(*ids, self.words) if menu else None
        axis = press.words[0] if press.action == "axis" else None
        known = axis in TYPES and axis not in OPTIONAL_AXES
        return axis_menu(*ids, axis, self.words) if axis and known else None

    def second_tap(self, press: Press, key: str) -> InlineKeyboardMarkup | None:
        """Find the menu that asks for the second tap, where the first was answered with this."""
        ids = (press.numbers[0], press.numbers[1]) if len(press.numbers) > 1 else (0, 0)
        if key == "tap_again":
            return sure_menu(ids, press.numbers[2], press.words[0], self.words)
        if key == "approve_again":
            return approve_menu(press.numbers[0], self.words)
        return close_menu(*ids, self.words) if key in {"resolve_unanswered", "resolve_promised"} else None
