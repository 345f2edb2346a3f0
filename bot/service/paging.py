"""Danger that nobody took: all leads, the owners, and off hours the approved words to who may hurt themselves."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.service.serving import Moment, Serving
from bot.storage.audit import record
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency
from bot.storage.pages import alert_content, leads_of, open_pages, owners_of, tell_about
from bot.storage.suggestions import newest_of_turn, read, reply_of
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.people import Customer
from bot.storage.tables.service import Page
from playbooks.automatic import say_automatic

# The tone that says nothing of a person who reads, which would be untrue when nobody does.
AUTOMATIC_TONE = "firm"


async def look_at_pages(session: AsyncSession, serving: Serving, moment: Moment) -> int:
    """Climb the ladder of everything that is open; returns how much was said."""
    said, spoken_of = 0, set[int]()
    for page in await open_pages(session):
        conversation = await session.get_one(Conversation, page.conversation_id)
        if _is_settled(page, conversation):
            page.claimed_at, page.claimed_by = conversation.claimed_at or moment.now, conversation.assignee_id
            continue
        climbed = _climb(page, serving, moment)
        if climbed and page.conversation_id not in spoken_of:  # two flags of one turn are one alert
            spoken_of.add(page.conversation_id)
            await _tell(session, serving, (page, conversation, climbed), moment)
            said += 1
        said += await _crisis(session, serving, (page, conversation), moment)
    return said


def _is_settled(page: Page, conversation: Conversation) -> bool:
    """Tell whether somebody is there for it though nobody pressed a button: a deed in the topic counts."""
    claimed = conversation.claimed_at is not None and conversation.claimed_at > page.raised_at
    answered = conversation.waiting_since is None and conversation.turn == page.turn
    return claimed or answered or conversation.status == Status.RESOLVED


def _climb(page: Page, serving: Serving, moment: Moment) -> str | None:
    """Move a page to the rung that its age has reached; after an outage only the highest is told."""
    age = moment.now - page.raised_at
    if page.owner_told_at is None and age >= serving.shop.service.page_owner:
        page.owner_told_at, page.all_told_at = moment.now, page.all_told_at or moment.now
        return "owners"
    if page.all_told_at is None and age >= serving.shop.service.page_claim:
        page.all_told_at = moment.now
        return "leads"
    return None


async def _tell(
    session: AsyncSession, serving: Serving, climbed: tuple[Page, Conversation, str], moment: Moment
) -> None:
    page, conversation, rung = climbed
    leads = await leads_of(session, serving.heads, serving.owners)
    owners = await owners_of(session, serving.owners)
    people = owners if rung == "owners" and owners else leads or owners
    page.told = sorted({*page.told, *people})
    customer = await session.get_one(Customer, conversation.customer_id)
    minutes = int((moment.now - page.raised_at).total_seconds() // 60)
    values = {"flag": page.flag, "name": customer.first_name or "?", "minutes": minutes}
    content = alert_content(conversation, "page_unclaimed", turn=page.turn, **values)
    await tell_about(session, conversation, people, content, moment.machine)
    record(session, "page_unclaimed", moment.now, conversation_id=conversation.id, to=rung, minutes=minutes)


async def _crisis(session: AsyncSession, serving: Serving, of: tuple[Page, Conversation], moment: Moment) -> bool:
    """Send the approved words, once a conversation, while the shop is closed and nobody came."""
    page, conversation = of
    due = moment.now - page.raised_at >= serving.shop.service.crisis_text
    if page.flag != "self_harm" or not due or page.crisis_at or serving.promises.hours.is_open(moment.now):
        return False
    if await _was_sent(session, page.conversation_id):
        return False
    text = await _approved(session, serving, page, moment)
    if text is None or not await serving.say(session, conversation, text, moment, Urgency.DANGER):
        return False
    page.crisis_at = moment.now
    note = {"key": "crisis_text_sent", "quote": text}
    await queue_note(session, conversation, note, moment.machine, urgency=Urgency.DANGER)
    record(session, "crisis_text", moment.now, conversation_id=conversation.id, why="nobody took it and we are closed")
    return True


async def _was_sent(session: AsyncSession, conversation_id: int) -> bool:
    sent = select(col(Page.id)).where(col(Page.conversation_id) == conversation_id, col(Page.crisis_at).is_not(None))
    return await session.scalar(sent.limit(1)) is not None


async def _approved(session: AsyncSession, serving: Serving, page: Page, moment: Moment) -> str | None:
    """Take the approved reply that the card shows, marked as automatic; None where the turn has none."""
    row = await newest_of_turn(session, page.conversation_id, page.turn)
    reply = reply_of(read(row)[0], AUTOMATIC_TONE) if row else None
    if reply is None or not reply.approved:
        return None
    mark = say_automatic("crisis", serving.voice(reply.lang, moment.now), formal=serving.shop.formal)
    return f"{mark}\n\n{reply.text}"
