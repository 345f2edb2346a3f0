"""A person of whom everything is held that can be: for tests of what is given out and what is erased."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from storage_rows import BOT, NOW

from bot.shop.importing import import_orders
from bot.shop.parsed import ParsedOrder, ShopCustomer
from bot.storage.audit import record
from bot.storage.engagement import add_engagement
from bot.storage.intake import Update as StoredUpdate
from bot.storage.intake import store_updates
from bot.storage.links import Way, join
from bot.storage.outgoing import Draft, Urgency, add_one
from bot.storage.people import find_people
from bot.storage.tables import (
    Agent,
    AssessmentRow,
    ChatWait,
    ConsentRow,
    Conversation,
    Correction,
    Customer,
    Delivery,
    FollowUpRow,
    Identity,
    Incident,
    IncidentMember,
    LinkAttempt,
    Message,
    MessageVersion,
    Note,
    OwnNote,
    ProfileRow,
    Rating,
    ReplyUse,
    StepRow,
    SuggestionRow,
    VerdictRow,
    metadata,
)
from bot.storage.tables.traffic import OutgoingKind
from classifier.history.orders import Engagement, Item, Order

CHAT, STAFF, TOPIC = 7001, -100, 55
ANNA = ShopCustomer(email="anna@example.org", phone="+31612345678", name="Anna Devries", shop_id="shop77")
# Nothing of this may be found after an erasure. `secret` is what was said, written and concluded.
PERSONAL = ("anna", "devries", "612345678", "shop77", "7001", "track1", "secret")


def an_order(number, customer=ANNA, **more):
    """An order as a file tells it, with a parcel's number that leads to an address."""
    order = Order(
        id=str(number),
        placed_at=NOW - timedelta(days=30),
        currency="EUR",
        total=Decimal("79.80"),
        items=(Item("NL-1", "Lamp", 1, Decimal("79.80"), cost=Decimal("20.00")),),
        tracking="TRACK1",
        tags=("for Anna",),
        as_of=NOW,
        **more,
    )
    return ParsedOrder(customer, order, 2)


async def whole_person(database):
    """Anna bought, wrote, was answered, judged and noted about; returns her number."""
    await import_orders(database, [an_order(1), an_order(2)], now=NOW)
    async with database.writing() as session:
        anna = Customer(
            first_name="Anna",
            last_name="Devries",
            username="anna_d",
            language="en",
            staff_chat=STAFF,
            topic_id=TOPIC,
            topic_title="en · Anna",
            created_at=NOW,
        )
        agent = Agent(telegram_id=9, name="Olga", created_at=NOW)
        session.add(anna)
        session.add(agent)
        await session.flush()
        session.add(Identity(customer_id=anna.id, kind="telegram", value=str(CHAT), created_at=NOW))
        await session.flush()
        (bought,) = await find_people(session, "anna@example.org")
        await add_engagement(session, [(bought, Engagement("cart_left", NOW))])
        await join(session, (anna.id, bought), Way.ORDER, now=NOW)
        await _talk(session, anna.id, agent.id)
    return anna.id


async def _talk(session, customer_id, agent_id):
    talk = Conversation(customer_id=customer_id, opened_at=NOW, version=1, turn=1, promised="secret promise")
    session.add(talk)
    await session.flush()
    said = Message(conversation_id=talk.id, direction="incoming", turn=1, chat_id=CHAT, text="my secret", at=NOW)
    session.add(said)
    await session.flush()
    session.add(MessageVersion(message_id=said.id, number=1, text="my older secret", at=NOW))
    judged = AssessmentRow(
        message_id=said.id,
        conversation_id=talk.id,
        turn=1,
        lang="en",
        intent="order_status",
        at=NOW,
        content={"words": "secret"},
    )
    session.add(judged)
    await session.flush()
    evidence = [{"start": 3, "end": 9, "text": "secret"}]
    session.add(
        VerdictRow(assessment_id=judged.id, axis="value", type="petty", score=0.812, best="petty", evidence=evidence)
    )
    session.add(
        VerdictRow(
            assessment_id=judged.id, axis="flag", type="vulnerable", score=0.9, best="vulnerable", evidence=evidence
        )
    )
    suggested = SuggestionRow(
        assessment_id=judged.id,
        conversation_id=talk.id,
        turn=1,
        at=NOW,
        content={"suggestion": {"replies": [{"text": "Dear secret Anna"}]}},
    )
    session.add(suggested)
    await session.flush()
    place = {"conversation_id": talk.id, "agent_id": agent_id}
    use = {"outcome": "changed", "playbook": "p", "tone": "warm", "lang": "en", "difference": "secret"}
    session.add(ReplyUse(suggestion_id=suggested.id, at=NOW, **use, **place))
    session.add(Correction(turn=1, axis="value", was="petty", right="standard", at=NOW, **place))
    session.add(Note(text="a secret note", at=NOW, **place))
    reminder = FollowUpRow(source="agent", text="ask for the secret", due_at=NOW, created_at=NOW, **place)
    session.add(reminder)
    await session.flush()
    step = StepRow(
        conversation_id=talk.id, turn=1, key="k", text="secret step", follow_up_id=reminder.id, told_id=said.id
    )
    session.add(step)
    session.add(
        ProfileRow(
            customer_id=customer_id, computed_at=NOW, good_until=NOW, lifecycle="new", value="petty", content=_PROFILE
        )
    )
    session.add(LinkAttempt(customer_id=customer_id, at=NOW))
    session.add(
        Rating(conversation_id=talk.id, customer_id=customer_id, lang="en", asked_at=NOW, words="secret praise")
    )
    incident = Incident(title="late parcels", started_at=NOW, noticed_at=NOW)
    session.add(incident)
    await session.flush()
    session.add(IncidentMember(incident_id=incident.id, conversation_id=talk.id, turn=1, lang="en", joined_at=NOW))
    session.add(
        ConsentRow(customer_id=customer_id, purpose="marketing", given_at=NOW, source="agent", words="secret words")
    )
    session.add(
        OwnNote(
            customer_id=customer_id,
            conversation_id=talk.id,
            occasion="check_in",
            about="1",
            text="Dear Anna, a secret",
            at=NOW,
        )
    )
    session.add(ChatWait(chat_id=CHAT, until=NOW))
    record(session, "correct", NOW, conversation_id=talk.id, agent_id=agent_id, why="secret", axis="value", was="petty")
    await _traffic(session, customer_id, talk.id, said.id)


async def _traffic(session, customer_id, talk_id, message_id):
    row = await add_one(
        session,
        Draft(
            kind=OutgoingKind.REPLY,
            line=f"p:{CHAT}",
            chat_id=CHAT,
            priority=Urgency.REPLY,
            not_before=NOW,
            content={"text": "a secret reply"},
            customer_id=customer_id,
            conversation_id=talk_id,
            message_id=message_id,
        ),
        NOW,
    )
    session.add(Delivery(outgoing_id=row, message_id=message_id, side="customer", chat_id=CHAT, telegram_id=3, at=NOW))
    lines = (f"chat:{CHAT}", f"topic:{STAFF}:{TOPIC}", f"business:x:{CHAT}")
    updates = [StoredUpdate(number, line, "message", "my secret") for number, line in enumerate(lines, 1)]
    await store_updates(session, BOT, updates, NOW)


_VERDICT = {
    "axis": "value",
    "type": "petty",
    "score": 0.7,
    "best": {"type": "petty", "score": 0.7},
    "second": None,
    "evidence": [{"fact": "orders", "value": 2}],
}
_PROFILE = {"figures": {"orders": [2, "2 orders"]}, "verdicts": {"value": _VERDICT}}


async def everything(database):
    """Spell out every row of every table, as a thief would find them; but for hashes, in which any digits may stand."""
    async with database.reading() as session:
        told = []
        for table in metadata.sorted_tables:
            if table.name in {"secret", "tombstone"}:
                continue
            told.append(str((await session.execute(select(table))).all()))
    return " ".join(told).lower()


def found_in(told):
    """List what of Anna stands there."""
    return [word for word in PERSONAL if word in told]
