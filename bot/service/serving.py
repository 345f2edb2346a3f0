"""What every round of this package works with, and how it speaks to customers."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import automatic_allowed, customer_line
from bot.clocks import Clocks
from bot.clockwork import Promises
from bot.metrics import Metrics
from bot.shop.shopfile import Shop
from bot.storage.customers import telegram_id_of
from bot.storage.engine import Database
from bot.storage.outgoing import Draft, Urgency, add_outgoing
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind
from playbooks.filters import Voice


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at the clock, by both of them."""

    now: datetime
    machine: datetime


@dataclass(frozen=True, slots=True)
class Serving:
    """The shop's promises and the people who keep them."""

    database: Database
    clocks: Clocks
    shop: Shop
    zone: ZoneInfo
    promises: Promises
    heads: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()
    metrics: Metrics = field(default_factory=Metrics)

    def moment(self) -> Moment:
        return Moment(self.clocks.business(), self.clocks.machine())

    def voice(self, lang: str | None, now: datetime) -> Voice:
        return Voice(lang or "en", self.zone, now, self.shop.currency)

    async def say(
        self, session: AsyncSession, conversation: Conversation, text: str, moment: Moment, urgency: Urgency
    ) -> bool:
        """Queue automatic words to a customer; False where they cannot be written to by the bot itself.

        In the chats of the shop's own account nothing automatic is said unless the shop wants it: there the customer
        writes to a person.
        """
        customer, through = await session.get_one(Customer, conversation.customer_id), conversation.connection
        chat = await telegram_id_of(session, conversation.customer_id)
        blocked = customer.blocked_at is not None and not through
        if chat is None or blocked or not automatic_allowed(conversation, self.shop):
            return False
        draft = Draft(
            kind=OutgoingKind.NOTE,
            line=customer_line(through or "", chat),
            chat_id=chat,
            priority=urgency,
            not_before=moment.machine,
            content={"text": text, "to": "customer", **({"connection": through} if through else {})},
            customer_id=conversation.customer_id,
            conversation_id=conversation.id,
        )
        await add_outgoing(session, [draft], moment.machine)
        return True
