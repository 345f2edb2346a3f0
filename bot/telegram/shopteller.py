"""Answers /shop: counts aside, then sends the words and the charts."""

from dataclasses import dataclass
from functools import partial

from aiogram.types import Message

from bot.desk.action import Actor
from bot.desk.roles import Power, may
from bot.desk.shopview import ShopView
from bot.storage.effects import answer
from bot.storage.engine import Database
from bot.telegram.desk import Desk
from bot.telegram.glances import Glances
from bot.telegram.work import Work


@dataclass(frozen=True, slots=True)
class ShopTeller:
    """Looks at the shop for who may see it."""

    database: Database
    desk: Desk
    view: ShopView
    glances: Glances

    async def ask(self, message: Message, actor: Actor, work: Work) -> None:
        """Begin a count; the answer follows below the question."""
        work.about(message)
        async with self.database.reading() as session:
            allowed = await may(session, self.desk.action(actor), Power.REPORTS)
        if not allowed:
            work.say(answer("shop_leads_only"))
        elif self.glances.busy:
            work.say(answer("shop_busy"))
        else:
            work.say(answer("shop_counting", reaction="👀"))
            look = partial(self.view, self.desk.clocks.business())
            self.glances.begin(message, look, self.desk.words("shop_failed"))
