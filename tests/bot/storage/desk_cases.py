"""A case at the desk as rows: the card's suggestion of each turn, and agents who have acted before."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from storage_rows import NOW, a_conversation, an_agent

from bot.cardfacts import CardFacts
from bot.desk.action import Action, Actor
from bot.shop.shopfile import load_shop
from bot.storage.conversations import carry_on
from bot.storage.encoding import encode_assessment, encode_suggestion
from bot.storage.tables import Agent, AssessmentRow, Message, SuggestionRow
from classifier.assessment import Assessment, Guess, Intent
from playbooks.suggestion import Step, Suggestion

MINUTE = timedelta(minutes=1)
LEAD = Step("Pass to the lead", escalate_to="lead", after=30 * MINUTE)
OWNER = Step("Pass to the owner", escalate_to="owner", after=60 * MINUTE)
STEPS = (Step("refund"), LEAD, OWNER)


def action(now=NOW, name="Olga", telegram_id=9, **more):
    return Action(Actor(telegram_id, name), now, NOW, load_shop(None), ZoneInfo("UTC"), leads=(77,), **more)


async def a_case(session, *steps, **suggested):
    """A conversation with its card's suggestion, and agents who have acted before."""
    conversation = await a_conversation(session)
    await _suggest(session, conversation, NOW, steps, suggested)
    await an_agent(session)
    session.add(Agent(telegram_id=10, name="Piet", created_at=NOW))
    await session.flush()
    return conversation


async def a_turn(session, conversation, at, *steps, **suggested):
    """The customer asks on, and gets a card of their own for it."""
    await carry_on(session, conversation, at, lifts=True)
    await _suggest(session, conversation, at, steps, suggested)


async def a_message(session, conversation, at, **more):
    values = {"direction": "outgoing", "turn": conversation.turn, "text": "I'm looking", "at": at, **more}
    message = Message(conversation_id=conversation.id, **values)
    session.add(message)
    await session.flush()
    return message


async def _suggest(session, conversation, at, steps, suggested):
    message = await a_message(session, conversation, at, direction="incoming", text="Where is it?")
    assessment = Assessment("en", {}, (Guess("calm", 0.9),), Intent("order_status", 0.9, Guess("order_status", 0.9)))
    about = {"conversation_id": conversation.id, "turn": conversation.turn, "at": at}
    judged = AssessmentRow(
        message_id=message.id, lang="en", intent="order_status", content=encode_assessment(assessment), **about
    )
    session.add(judged)
    await session.flush()
    content = encode_suggestion(
        Suggestion(steps=steps or STEPS, **suggested), CardFacts("Where is it?", linked=False, first_name="Anna")
    )
    session.add(SuggestionRow(assessment_id=judged.id, content=content, **about))
    await session.flush()
