"""What agents do to join a chat with a shop account, and to take a join back: a look first, then a tap."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.link_again import judge_again
from bot.desk.link_notes import TRIES, Doing, Line, join_and_tell, tell
from bot.desk.link_words import email_in, number_in
from bot.storage.again import in_one_write
from bot.storage.audit import record
from bot.storage.cases import LOOK_BACK
from bot.storage.conversations import last_conversation
from bot.storage.customers import find_by_topic, telegram_id_of
from bot.storage.effects import Answer, Effect, answer
from bot.storage.link_people import describe, find_shop_people, last_words
from bot.storage.links import Refusal, Way, last_link, undo
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency
from bot.storage.tables.conversations import Conversation
from bot.triage import Triage

# More than a few previews nobody compares.
SHOWN: Final = 3
# As much of what was typed as an answer repeats.
QUOTED: Final = 60


async def look_up(session: AsyncSession, *, action: Action, topic: tuple[int, int], asked: str) -> Answer:
    """Show whom an agent names, with a button that joins them; the topic is (staff chat, thread)."""
    conversation = await _of_topic(session, topic)
    if conversation is None:
        return answer("no_topic_customer")
    if not asked.strip():
        return answer("link_hint")
    found = await find_shop_people(session, asked)
    return await _offer(session, action, conversation, found, asked.strip()[:QUOTED])


async def look_back(session: AsyncSession, *, action: Action, topic: tuple[int, int]) -> Answer:
    """Show the newest join of a topic's customer, with a button that takes it back."""
    conversation = await _of_topic(session, topic)
    if conversation is None:
        return answer("no_topic_customer")
    return await _offer_undo(session, action, conversation) or answer("unlink_none")


async def look_round(session: AsyncSession, *, action: Action, conversation_id: int) -> Answer:
    """Show the join that there is, else whom the customer named in what they wrote, else say how it is done."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return answer("expired", alert=True)
    shown = await _offer_undo(session, action, conversation)
    if shown is not None:
        return shown
    named = await _named_in(session, conversation_id)
    found = sorted({id_ for word in named for id_ in await find_shop_people(session, word)})
    others = [id_ for id_ in found if id_ != conversation.customer_id]
    if not 0 < len(others) <= SHOWN:
        return answer("link_hint", alert=True)
    return await _offer(session, action, conversation, others, "")


async def join_them(triage: Triage, *, action: Action, conversation_id: int, customer_id: int) -> list[Effect]:
    """Join the conversation's writer with a customer of the shop; returns what to answer and the new judgement."""

    async def deed(session: AsyncSession) -> tuple[Answer, int | None]:
        conversation = await session.get(Conversation, conversation_id)
        if conversation is None:
            return answer("expired", alert=True), None
        pair = (conversation.customer_id, customer_id)
        outcome = await join_and_tell(session, pair, Way.AGENT, await _doing(session, action))
        told = _REFUSED[outcome.refusal] if outcome.refusal else "linked_now"
        return answer(told, alert=outcome.link is None), await telegram_id_of(session, pair[0])

    return await _done(triage, *await in_one_write(triage.database, deed, tries=TRIES))


async def part_them(triage: Triage, *, action: Action, conversation_id: int, link_id: int) -> list[Effect]:
    """Take a join back; returns what to answer and the new judgement."""

    async def deed(session: AsyncSession) -> tuple[Answer, int | None]:
        conversation = await session.get(Conversation, conversation_id)
        if conversation is None:
            return answer("expired", alert=True), None
        link = await last_link(session, conversation.customer_id)
        if link is None or link.id != link_id:
            # Perhaps a press done again after a kill: the join is undone, and the card still shows its orders.
            return answer("unlink_none", alert=True), await telegram_id_of(session, conversation.customer_id)
        doing = await _doing(session, action)
        await undo(session, link_id, now=doing.now, by=doing.agent_id)
        await tell(session, link.customer_id, Line("unlink_note", {"agent": doing.agent}), doing)
        record(
            session,
            "unlink",
            doing.now,
            conversation_id=conversation_id,
            agent_id=doing.agent_id,
            customer=link.customer_id,
            from_customer=link.from_customer_id,
            link=link_id,
        )
        return answer("unlinked"), await telegram_id_of(session, link.customer_id)

    return await _done(triage, *await in_one_write(triage.database, deed, tries=TRIES))


_REFUSED: Final = {
    Refusal.GONE: "link_gone",
    Refusal.ALREADY: "linked_already",
    Refusal.TAKEN: "link_taken",
    Refusal.ELSEWHERE: "linked_already",
    Refusal.UNDONE: "link_gone",
}


async def _done(triage: Triage, told: Answer, telegram_id: int | None) -> list[Effect]:
    async def say(_session: AsyncSession) -> Answer:
        return told

    again = await judge_again(triage, telegram_id) if telegram_id is not None else None
    return [again, say] if again else [say]


async def _offer(
    session: AsyncSession, action: Action, conversation: Conversation, found: Sequence[int], asked: str
) -> Answer:
    if not found:
        return answer("link_nobody", asked=asked)
    others = [id_ for id_ in found if id_ != conversation.customer_id]
    if not others:
        return answer("linked_already")
    if len(others) > SHOWN:
        return answer("link_several", asked=asked, count=len(others))
    for customer_id in others:
        person = await describe(session, customer_id)
        if person is not None:
            button = [["link_yes", f"link_yes:{conversation.id}:{customer_id}"]]
            await _show(session, action, conversation, "link_preview", person.values(), button)
    return answer("link_shown", reaction="👀")


async def _offer_undo(session: AsyncSession, action: Action, conversation: Conversation) -> Answer | None:
    link = await last_link(session, conversation.customer_id)
    if link is None:
        return None
    bought = await describe(session, link.from_customer_id)
    values = {"name": bought.name if bought else "?", "orders": str(len(link.moved.get("orders", [])))}
    button = [["unlink_yes", f"unlink_yes:{conversation.id}:{link.id}"]]
    await _show(session, action, conversation, "unlink_preview", values, button)
    return answer("link_shown", reaction="👀")


async def _show(
    session: AsyncSession,
    action: Action,
    conversation: Conversation,
    key: str,
    values: dict[str, str],
    button: list[list[str]],
) -> None:
    content = {"key": key, "values": values, "buttons": button}
    await queue_note(session, conversation, content, action.machine_now, urgency=Urgency.REPLY)


async def _of_topic(session: AsyncSession, topic: tuple[int, int]) -> Conversation | None:
    customer = await find_by_topic(session, *topic)
    return await last_conversation(session, customer.id or 0) if customer else None


async def _named_in(session: AsyncSession, conversation_id: int) -> list[str]:
    """List the addresses and order numbers that the customer wrote lately."""
    texts = await last_words(session, conversation_id, LOOK_BACK)
    emails = [email_in(text) for text in texts]
    numbers = [number.text for text in texts if (number := number_in(text)) and number.sure]
    return [*dict.fromkeys([*filter(None, emails), *numbers])]


async def _doing(session: AsyncSession, action: Action) -> Doing:
    agent = await agent_of(session, action)
    return Doing(action.now, action.machine_now, agent.id, agent.name)
