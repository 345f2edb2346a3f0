"""Notes what became of a suggestion, in the write that sends the reply: sent as it stands, changed, or skipped."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.comparing import Fate, fate_of, sent_as_it_stands
from bot.desk.action import Action
from bot.storage.flags import flagged_since
from bot.storage.suggestions import newest_of_turn, read
from bot.storage.tables.conversations import Conversation, SuggestionRow
from bot.storage.tables.people import Agent, Customer
from bot.storage.uses import Use, keep_use
from bot.storage.verdicts import UNKEPT
from playbooks.suggestion import Reply

# desk.md, guards: extra care stays this long, whatever is talked about meanwhile.
EXTRA_CARE = timedelta(days=30)


async def note_pressed(
    session: AsyncSession, row: SuggestionRow, reply: Reply, *, agent: Agent, action: Action
) -> None:
    """A reply went out as it was suggested."""
    await _note(session, row, sent_as_it_stands(reply), agent=agent, action=action)


async def note_own_words(
    session: AsyncSession, conversation: Conversation, text: str, *, agent: Agent, action: Action
) -> None:
    """The agent answered in own words while a suggestion stood: with one of its replies changed, or without them."""
    row = await newest_of_turn(session, conversation.id or 0, conversation.turn)
    replies = read(row)[0].replies if row is not None else ()
    if row is None or not replies:
        return
    customer = await session.get_one(Customer, conversation.customer_id)
    await _note(session, row, fate_of(replies, text, tuple(_names(customer, agent))), agent=agent, action=action)


async def _note(session: AsyncSession, row: SuggestionRow, fate: Fate, *, agent: Agent, action: Action) -> None:
    """Keep the fate; of somebody in danger from themselves or vulnerable nothing is learnt (desk.md)."""
    if await flagged_since(session, row.conversation_id, UNKEPT, action.now - EXTRA_CARE):
        return
    await keep_use(session, Use(row.id or 0, row.conversation_id, agent.id, action.now, fate))


def _names(customer: Customer, agent: Agent) -> Iterator[str]:
    yield agent.name
    yield from (name for name in (customer.first_name, customer.last_name, customer.username) if name)
