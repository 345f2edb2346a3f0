"""Finds what was said, noted, bought and who did it: newest first, what has the very words before what has their forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, column, exists, or_, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.finding import Question
from bot.searchwords import asked_words, beginning_of
from bot.storage.columns import table_of
from bot.storage.found_filling import first_key
from bot.storage.tables.conversations import Conversation, Message, Note
from bot.storage.tables.knowing import Found
from bot.storage.tables.people import ShopOrder
from bot.storage.team import find_agents
from bot.storage.watching import PREFIX, VECTOR

_FOUND, _MESSAGES, _NOTES = table_of(Found), table_of(Message), table_of(Note)
_TALKS, _ORDERS = table_of(Conversation), table_of(ShopOrder)
_FTS = table(PREFIX, column("rowid"))
# Of a common name so many people are meant at most; who wants more writes the surname, too.
MOST_PEOPLE: Final = 200
# Nobody turns more pages than these ten of ten; they write another word.
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found."""

    kind: str
    row_id: int


async def find(session: AsyncSession, question: Question, *, skip: int, count: int) -> list[Hit]:
    """List what a question finds, from the one after `skip` on; at most the first hundred."""
    narrowed = await _narrow(session, question)
    wanted = min(skip + count, MOST)
    exact = await _look(session, question.words, narrowed, wanted)
    if len(exact) < wanted and question.words:
        begins = tuple(dict.fromkeys(map(beginning_of, question.words)))
        if begins != question.words:
            more = await _look(session, begins, narrowed, wanted)
            exact += [hit for hit in more if hit not in exact]
    return exact[skip:wanted]


async def find_customers(session: AsyncSession, words: Sequence[str], most: int) -> list[int]:
    """List customers who are known by these words, the newest first."""
    if not words:
        return []
    return [hit.row_id for hit in await _look(session, tuple(words), [_FOUND.c.kind == "customer"], most)]


async def _narrow(session: AsyncSession, question: Question) -> list[ColumnElement[bool]]:
    """Say a question's filters as conditions; what is rare is listed, what is common is looked up hit by hit."""
    conditions: list[ColumnElement[bool]] = []
    if question.kind:
        conditions.append(_FOUND.c.kind == question.kind)
    if question.since:
        conditions.append(_FOUND.c.id >= first_key(question.since))
    if question.lang:
        conditions.append(_in_language(question.lang))
    if question.by:
        conditions.append(await _by(session, question.by))
    if question.order:
        owners = select(_ORDERS.c.customer_id).where(_ORDERS.c.number == question.order)
        ids = (await (await session.connection()).execute(owners)).all()
        conditions.append(_about([row.customer_id for row in ids]))
    return conditions


async def _by(session: AsyncSession, name: str) -> ColumnElement[bool]:
    """Ask for what people of a name said and bought, and for what agents of that name wrote and noted."""
    people = await find_customers(session, asked_words(name), MOST_PEOPLE)
    agents = [agent.id for agent in await find_agents(session, name)]
    said = select(_MESSAGES.c.id).join(_TALKS, _TALKS.c.id == _MESSAGES.c.conversation_id)
    theirs = said.where(_TALKS.c.customer_id.in_(people), _MESSAGES.c.direction == "incoming")
    return or_(
        _is("message", theirs),
        _is("message", select(_MESSAGES.c.id).where(_MESSAGES.c.agent_id.in_(agents))),
        _is("note", select(_NOTES.c.id).where(_NOTES.c.agent_id.in_(agents))),
        _is("order", select(_ORDERS.c.id).where(_ORDERS.c.customer_id.in_(people))),
    )


def _about(people: Sequence[int]) -> ColumnElement[bool]:
    """Ask for everything of these people: what they and we said, notes on them, their orders."""
    talks = select(_TALKS.c.id).where(_TALKS.c.customer_id.in_(people))
    return or_(
        _is("message", select(_MESSAGES.c.id).where(_MESSAGES.c.conversation_id.in_(talks))),
        _is("note", select(_NOTES.c.id).where(_NOTES.c.conversation_id.in_(talks))),
        _is("order", select(_ORDERS.c.id).where(_ORDERS.c.customer_id.in_(people))),
        and_(_FOUND.c.kind == "customer", _FOUND.c.row_id.in_(people)),
    )


def _in_language(lang: str) -> ColumnElement[bool]:
    """Ask for messages and notes of conversations in a language."""
    said = exists().where(
        _MESSAGES.c.id == _FOUND.c.row_id, _TALKS.c.id == _MESSAGES.c.conversation_id, _TALKS.c.lang == lang
    )
    noted = exists().where(
        _NOTES.c.id == _FOUND.c.row_id, _TALKS.c.id == _NOTES.c.conversation_id, _TALKS.c.lang == lang
    )
    return or_(and_(_FOUND.c.kind == "message", said), and_(_FOUND.c.kind == "note", noted))


def _is(kind: str, rows: Select[tuple[int]]) -> ColumnElement[bool]:
    return and_(_FOUND.c.kind == kind, _FOUND.c.row_id.in_(rows))


async def _look(
    session: AsyncSession, words: Sequence[str], narrowed: Sequence[ColumnElement[bool]], most: int
) -> list[Hit]:
    connection = await session.connection()
    asked = select(_FOUND.c.kind, _FOUND.c.row_id).where(*narrowed).limit(most)
    values: dict[str, str] = {}
    if not words:
        asked = asked.order_by(_FOUND.c.id.desc())
    elif connection.dialect.name == "sqlite":
        # FTS5 gives its rows in the order of their numbers by itself; sorted by ours, all of them would be fetched.
        found = _FTS.join(_FOUND, _FOUND.c.id == _FTS.c.rowid)
        asked = asked.select_from(found).where(text(f"{PREFIX} MATCH :asked")).order_by(_FTS.c.rowid.desc())
        values["asked"] = " ".join(f'"{word}"*' for word in words)
    else:
        asked = asked.where(text(f"{VECTOR} @@ CAST(CAST(:asked AS text) AS tsquery)")).order_by(_FOUND.c.id.desc())
        values["asked"] = " & ".join(f"'{word}':*" for word in words)
    rows = await connection.execute(asked, values)
    return [Hit(row.kind, row.row_id) for row in rows.all()]
