"""What the walk knows: the settings in force, which of them are fixed elsewhere, and who may change the rest."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import Settings
from bot.shop.shopfile import Shop
from bot.storage.chosen import load_chosen
from bot.wording import Wording

# A code of six digits that may be tried so often is found by one stranger in two hundred thousand.
TRIES: Final = 5


@dataclass(slots=True)
class Code:
    """What the console shows while nobody owns the desk: whoever sends it is the owner. Without it nobody can."""

    text: str | None = None
    wrong: int = field(default=0, init=False)

    def opens(self, said: str) -> bool:
        """Tell whether this is the code; after a few wrong ones none is, until the program starts anew."""
        if self.text is None or self.wrong >= TRIES:
            return False
        right = hmac.compare_digest(said.encode(), self.text.encode())
        self.wrong += not right
        return right


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk's surroundings; `fixed` names what the environment or shop.yaml says and chat cannot change."""

    settings: Settings
    shop: Shop
    words: Wording
    fixed: frozenset[str] = frozenset()
    code: Code = field(default_factory=Code)
    username: str = ""  # of the bot

    async def owners(self, session: AsyncSession) -> tuple[int, ...]:
        """List who may set the desk up; leads where nobody is named an owner."""
        chosen = await load_chosen(session)
        return tuple(dict.fromkeys((*self.settings.owners, *map(int, chosen.get("owners", ()))))) or self.settings.leads


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of an owner in the walk: by whom (Telegram's id), when by either clock."""

    by: int
    name: str
    now: datetime
    machine_now: datetime


def value_in_force(walk: Walk, chosen: Mapping[str, Any], name: str) -> Any:
    """Tell what holds after the next start: what is fixed, then what was chosen, then what ships."""
    if name not in walk.fixed and name in chosen:
        return chosen[name]
    if name == "hours":
        hours = walk.shop.hours
        times = {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
        return {**times, "closed_weekdays": list(hours.closed_weekdays), "holidays": list(hours.holidays)}
    if name in {"name", "languages"}:
        return getattr(walk.shop, name)
    return getattr(walk.settings, name)
