"""The ladder of a turn: when its rungs come due, who can be asked next, and by when they answer."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action
from bot.promises import answer_by, round_up
from bot.storage.followups import add_follow_up
from bot.storage.steps import LADDER, hold_step, stop_earlier_rungs
from bot.storage.suggestions import newest_of_turn, read
from bot.storage.tables.conversations import Conversation, FollowUpRow
from bot.storage.tables.playbooks import StepRow
from playbooks.ladder import ROLES, Role, rank
from playbooks.suggestion import Step, Suggestion
from playbooks.telling import Tell, usual_tell
from playbooks.words import desk_words

# Above whom a card without a ladder of its own, or one that was climbed, goes on.
_DEFAULT: Final[tuple[Role, ...]] = ("lead", "specialist", "owner")
_DAY: Final = timedelta(days=1)


async def begin_ladder(session: AsyncSession, conversation: Conversation, action: Action) -> None:
    """Let the times of this turn's rungs run; those that run already, or were taken, stay as they are."""
    found = await newest_of_turn(session, conversation.id or 0, conversation.turn)
    steps = read(found)[0].steps if found else ()
    for step in steps:
        if step.escalate_to and step.after:
            row = await hold_step(session, conversation, step)
            if row.done_at is None and row.follow_up_id is None:
                await _time(session, row, step, conversation, action)


async def answered(session: AsyncSession, conversation: Conversation, action: Action) -> list[int]:
    """A reply was sent: earlier rungs have lost their reason, those of its own turn begin. Names what was stopped."""
    stopped = await stop_earlier_rungs(session, conversation)
    await begin_ladder(session, conversation, action)
    return stopped


async def _time(session: AsyncSession, row: StepRow, step: Step, conversation: Conversation, action: Action) -> None:
    due = action.now + (step.after or timedelta(0))
    if not step.any_hour:
        due = action.shop.business_hours(action.zone).next_open(due)
    follow_up = FollowUpRow(
        conversation_id=conversation.id or 0,
        source=LADDER,
        text=step.text,
        due_at=due,
        unless="done",
        turn=conversation.turn,
        created_at=action.now,
    )
    row.due_at, row.follow_up_id = due, await add_follow_up(session, follow_up)


def next_rungs(suggestion: Suggestion, taken: Collection[str], lang: str) -> tuple[Step, ...]:
    """Say who can be asked: the open rungs of the card's ladder, else the next one up."""
    ladder = tuple(step for step in suggestion.steps if step.escalate_to and step.escalate_to not in taken)
    if ladder:
        return ladder
    reached = max((rank(role) for role in taken), default=0)
    above = next((role for role in _DEFAULT if rank(role) > reached), None)
    return (usual_rung(above, lang),) if above else ()


def usual_rung(to: Role, lang: str) -> Step:
    """Give a rung that no playbook asked for."""
    return Step(desk_words(f"escalate_{to}", lang), escalate_to=to, any_hour=to == "duty")


def rung_of(suggestion: Suggestion, to: str, lang: str) -> Step | None:
    """Find the rung to a role: the card's own, else the usual one; None where there is no such role."""
    own = next((step for step in suggestion.steps if step.escalate_to == to), None)
    return own or next((usual_rung(role, lang) for role in ROLES if role == to), None)


def tell_of_rung(rung: Step, suggestion: Suggestion, lang: str, action: Action) -> Tell:
    """Say what the customer may be told of it; beside an approved text nothing but what its playbook wrote."""
    if rung.tell:
        return Tell(rung.tell, rung.tell_lang)
    on_card = rung in suggestion.steps
    role = next((role for role in ROLES if role == rung.escalate_to), None)
    if role is None or on_card or any(reply.approved for reply in suggestion.replies):
        return Tell()
    return usual_tell(role, lang, formal=lang in action.shop.formal)


def accepts_by(role: str, action: Action) -> datetime:
    """Say by when whoever is asked takes over and a customer can be promised a word."""
    service, hours = action.shop.service, action.shop.business_hours(action.zone)
    within = {
        "agent": service.next_reply,
        "lead": service.lead_accept,
        "specialist": service.specialist_accept,
        "owner": service.owner_accept,
    }.get(role)
    if within is None:  # the duty phone is answered at any hour, like what is urgent without being danger
        return round_up(action.now + service.second_group)
    if within < _DAY:
        return answer_by(hours, action.now, within)
    # A day is a day to a customer, not as many open hours.
    return round_up(hours.next_open(action.now + within))
