"""How a customer joins their chat with their shop account: by a link, by their number, by order number and e-mail.

The customer is answered the same whatever comes of it, so nobody learns here who buys in the shop.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.link_again import judge_again
from bot.desk.link_notes import TRIES, Doing, Line, Outcome, join_and_tell, tell
from bot.desk.link_words import email_in, number_in, pair_in
from bot.incoming import Incoming
from bot.shop.contacts import normalise_phone
from bot.shop.tokens import read_token
from bot.storage.again import in_one_write
from bot.storage.cases import Case, load_case
from bot.storage.customers import add_customer, find_by_identity, find_customer
from bot.storage.effects import Effect
from bot.storage.identities import add_keys, add_people
from bot.storage.link_people import add_try, has_tried, lock_customer, may_try, owner_of_pair
from bot.storage.links import Way
from bot.storage.tables.conversations import Status
from bot.storage.tables.people import IdentityKind
from bot.storage.tombstones import erased_at
from bot.triage import Triage

NOTHING = Outcome()
# What agents are told when somebody has no tries left.
ASK_AN_AGENT = Line("link_tries_note")


@dataclass(frozen=True, slots=True)
class Linking:
    """The customer's own ways. A join is a write of its own, before the message is judged by what it brought."""

    triage: Triage
    secret: SecretStr | None = None

    async def by_token(self, incoming: Incoming, token: str) -> list[Effect]:
        """Join by what came behind /start; returns what else is to be kept, nothing for a token that is not good."""
        secret = self.secret.get_secret_value() if self.secret else ""
        shop_id = read_token(token, secret, self._now()) if secret else None
        if shop_id is None:
            return []
        await self._write(partial(self._join_account, incoming, shop_id))
        again = await judge_again(self.triage, incoming.telegram_id)
        return [again] if again else []

    async def by_contact(self, incoming: Incoming, phone: str, thanks: Effect) -> list[Effect]:
        """Join by the writer's own number; within a conversation the agents see it, else it is thanked for."""
        number = _international(phone)
        if number is not None:
            await self._write(partial(self._join_number, incoming, number))
        conversation = (await self._case(incoming)).conversation
        if conversation is None or conversation.status == Status.RESOLVED:
            return [thanks]
        return [await self.triage(incoming)]

    async def by_words(self, incoming: Incoming) -> list[Effect]:
        """Triage a message, after joining by the order number and e-mail address in it where they belong together."""
        outcome = await self._by_pair(incoming)
        effects = [await self.triage(incoming)]
        if outcome.unsaid is not None:
            effects.append(partial(self._say_now, incoming, outcome.unsaid))
        return effects

    async def _by_pair(self, incoming: Incoming) -> Outcome:
        if email_in(incoming.text) is None and number_in(incoming.text) is None:
            return NOTHING
        case = await self._case(incoming)
        if case.linked:
            return NOTHING
        earlier = [said.text for said in case.said if said.who == "customer"]
        pair = pair_in(incoming.text, earlier)
        return await self._write(partial(self._try_pair, incoming, pair)) if pair else NOTHING

    async def _try_pair(self, incoming: Incoming, pair: tuple[str, str], session: AsyncSession) -> Outcome:
        """Join where number and address belong together, while there are tries left; after the last agents are asked."""
        writer, at = await self._writer(session, incoming), _stamp(incoming)
        await lock_customer(session, writer)
        if await has_tried(session, writer, at) or not await may_try(session, writer, at):
            return NOTHING
        await add_try(session, writer, at)
        owner = await owner_of_pair(session, *pair)
        outcome = NOTHING if owner is None else await self._join(session, (writer, owner), Way.ORDER)
        if outcome.link is not None or await may_try(session, writer, at):
            return outcome
        asked = await tell(session, writer, ASK_AN_AGENT, self._doing())
        return Outcome(unsaid=None if asked else ASK_AN_AGENT)

    async def _join_account(self, incoming: Incoming, shop_id: str, session: AsyncSession) -> Outcome:
        """Join with the account of this number; one that has not bought yet is taken down first."""
        known = await find_by_identity(session, IdentityKind.SHOP, shop_id)
        account = known.id if known else None
        if account is None and await erased_at(session, (IdentityKind.SHOP, shop_id)) is not None:
            return NOTHING
        if account is None:
            (account,) = await add_people(session, [(None, None)], self._now())
            await add_keys(session, [(account, (IdentityKind.SHOP, shop_id))], self._now())
        return await self._join(session, (await self._writer(session, incoming), account), Way.TOKEN)

    async def _join_number(self, incoming: Incoming, number: str, session: AsyncSession) -> Outcome:
        known = await find_by_identity(session, IdentityKind.PHONE, number)
        if known is None:
            return NOTHING
        return await self._join(session, (await self._writer(session, incoming), known.id or 0), Way.CONTACT)

    async def _join(self, session: AsyncSession, pair: tuple[int, int], way: Way) -> Outcome:
        return await join_and_tell(session, pair, way, self._doing())

    async def _writer(self, session: AsyncSession, incoming: Incoming) -> int:
        """Find who writes; a join may come before their first message."""
        customer = await find_customer(session, incoming.telegram_id)
        if customer is None:
            customer = await add_customer(session, incoming, self.triage.staff_chats, self._now())
        return customer.id or 0

    async def _say_now(self, incoming: Incoming, line: Line, session: AsyncSession) -> None:
        """Tell the agents after all: with the first message there is a conversation to tell it in."""
        customer = await find_customer(session, incoming.telegram_id)
        if customer is not None:
            await tell(session, customer.id or 0, line, self._doing())

    async def _case(self, incoming: Incoming) -> Case:
        async with self.triage.database.reading() as session:
            return await load_case(session, incoming.telegram_id, self._now(), incoming.connection)

    async def _write(self, deed: Callable[[AsyncSession], Awaitable[Outcome]]) -> Outcome:
        return await in_one_write(self.triage.database, deed, tries=TRIES)

    def _now(self) -> datetime:
        return self.triage.clocks.business()

    def _doing(self) -> Doing:
        return Doing(self._now(), self.triage.clocks.machine())


def _international(phone: str) -> str | None:
    """Spell the number of a contact, which Telegram gives with its country and often without the plus."""
    try:
        return normalise_phone(f"+{phone.strip().lstrip('+')}")
    except ValueError:
        return None


def _stamp(incoming: Incoming) -> datetime:
    """Tell one message from another by time alone: a message may be worked on twice, and is one try."""
    return incoming.at.replace(microsecond=incoming.message_id % 1_000_000)
