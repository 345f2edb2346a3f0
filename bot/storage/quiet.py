"""Messages that are kept and shown without a card: of somebody who is banned, and words beside a rating."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.conversations import Turn, change, open_conversation
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.incidents import Rating
from bot.storage.tables.people import Customer
from bot.storage.verdicts import UNKEPT
from classifier.assessment import Assessment

if TYPE_CHECKING:
    from bot.storage.triaged import Place, Triaged

# Later than this after a rating, words are about something else.
BESIDE: Final = timedelta(hours=24)
# Of these moods a short word beside a good rating may be what it seems.
_EASY: Final = frozenset({"calm", "friendly"})
_SHORT: Final = 200
_GOOD: Final = 3


async def quiet_turn(session: AsyncSession, triaged: "Triaged", customer: Customer, place: "Place") -> Turn | None:
    """Give the turn under which a message is kept quietly; None for one that somebody must answer, danger first of all."""
    beside = await _beside_rating(session, triaged, place)
    if triaged.danger:
        return None
    if customer.banned_at is not None:
        return await _turn_of_banned(session, triaged, customer, place)
    conversation = triaged.case.conversation
    if beside is not None and conversation is not None and says_only_thanks(beside, triaged):
        return Turn(conversation.id or 0, conversation.turn, first=False)
    return None


async def _turn_of_banned(session: AsyncSession, triaged: "Triaged", customer: Customer, place: "Place") -> Turn:
    """Keep it where they wrote last; a conversation that begins is over at once, so that nobody waits in it."""
    conversation = triaged.case.conversation
    if conversation is not None:
        return Turn(conversation.id or 0, conversation.turn, first=False)
    turn = await open_conversation(
        session,
        customer.id or 0,
        triaged.incoming.at,
        lang=triaged.assessment.lang,
        connection=triaged.incoming.connection,
    )
    begun = await session.get_one(Conversation, turn.conversation_id)
    await change(
        session,
        begun,
        status=Status.RESOLVED,
        resolved_at=place.business_now,
        waiting_since=None,
        unanswered=0,
    )
    return turn


async def _beside_rating(session: AsyncSession, triaged: "Triaged", place: "Place") -> Rating | None:
    """Keep words that come after a rating with it, whatever else becomes of them."""
    conversation, incoming = triaged.case.conversation, triaged.incoming
    if conversation is None or conversation.status != Status.RESOLVED or incoming.kind != "text":
        return None
    if triaged.danger or any(flag.type in UNKEPT for flag in triaged.assessment.flags):
        return None  # what they say of themselves in need is no word about a rating, and cards repeat those
    found = await session.scalars(
        select(Rating).where(col(Rating.conversation_id) == conversation.id, col(Rating.words).is_(None))
    )
    rating = found.first()
    if rating is None or rating.rated_at is None or place.business_now - rating.rated_at > BESIDE:
        return None
    rating.words = incoming.text
    return rating


def says_only_thanks(rating: Rating, triaged: "Triaged") -> bool:
    """Tell whether nobody need answer; in doubt somebody must, since a lost message is worse than one too many."""
    assessment, text = triaged.assessment, triaged.incoming.text
    if assessment.flags or "?" in text or "？" in text or "¿" in text:
        return False
    if assessment.intent.type == "praise":
        return True
    easy = {mood.type for mood in assessment.demeanours} <= _EASY
    return rating.score == _GOOD and easy and len(text) <= _SHORT and _asks_nothing(assessment)


def _asks_nothing(assessment: Assessment) -> bool:
    return assessment.intent.type in {"unknown", "other"} and assessment.intent.best.type in {"praise", "other"}
