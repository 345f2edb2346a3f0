"""A running bot with customers and agents around it: what most tests of the desk act through."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from inspect import isawaitable
from pathlib import Path
from typing import Any

from harness import Harness, is_card, make_harness
from sqlalchemy import select, update
from sqlmodel import col

from bot.clocks import machine_now
from bot.sandbox.callbacks import Callback
from bot.sandbox.people import User
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Identity
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState

# Far longer than any test: a held reply stays held until it is let go.
HOLD = "600s"
PATIENCE = 20

_numbers = itertools.count(1)


@dataclass
class Shift:
    """What people at both ends do and see, and what the database says about it."""

    harness: Harness
    app: Any = None
    surnames: dict[int, str] = field(default_factory=dict)

    @property
    def telegram(self) -> Any:
        return self.harness.telegram

    @property
    def staff(self) -> int:
        return self.harness.staff

    def customer(self, first_name: str = "Anna", **more: Any) -> User:
        """Somebody new, with a surname nobody else has, by which their topic is found."""
        user = self.telegram.customer(first_name, f"No{next(_numbers)}x", **more)
        self.surnames[user.id] = user.last_name
        return user

    def agent(self, first_name: str = "Olga", **more: Any) -> User:
        return self.telegram.agent(first_name, **more)

    async def until(self, seen: Callable[[], Any], patience: float = PATIENCE) -> None:
        """Wait for something that people can see."""
        await self.telegram.until(seen, timeout=patience)

    async def eventually(self, look: Callable[[], Awaitable[Any]], patience: float = PATIENCE) -> Any:
        """Wait for something that only the database knows; a look every twentieth of a second is no burden."""
        async with asyncio.timeout(patience):
            while not (found := await look()):
                await asyncio.sleep(0.05)
        return found

    # what is seen

    def thread(self, customer: User) -> int | None:
        """Find the newest topic that bears the customer's name."""
        topics = self.telegram.state.chats[self.staff].topics
        found = [thread for thread, topic in topics.items() if topic.name.endswith(self.surnames[customer.id])]
        return max(found, default=None)

    def topic(self, customer: User) -> list[dict[str, Any]]:
        thread = self.thread(customer)
        return [] if thread is None else self.telegram.sent(self.staff, thread)

    def lines(self, customer: User) -> list[str]:
        """List the texts in the customer's topic."""
        return [message.get("text") or message.get("caption") or "" for message in self.topic(customer)]

    def cards(self, customer: User) -> list[dict[str, Any]]:
        """List the cards that have buttons."""
        return [message for message in self.topic(customer) if is_card(message)]

    def card(self, customer: User) -> dict[str, Any]:
        return self.cards(customer)[-1]

    def shows(self, customer: User, words: str) -> bool:
        """Tell whether a card with buttons says this; while a card is replaced there is none."""
        return any(words in card["text"] for card in self.cards(customer))

    def received(self, customer: User) -> list[str]:
        """List what the customer got from the shop."""
        messages = self.telegram.sent(customer.id)
        return [one.get("text") or one.get("caption") or "" for one in messages if one["from"]["is_bot"]]

    def reactions(self, message_id: int) -> list[str]:
        """List the reactions that stood on an agent's message, in their order."""
        calls = [call.params for call in self.telegram.transcript if call.method == "setMessageReaction"]
        ours = [params["reaction"] for params in calls if int(params["message_id"]) == message_id]
        given = [json.loads(reaction) if isinstance(reaction, str) else reaction for reaction in ours]
        return [one["emoji"] for reaction in given for one in reaction]

    # what is done

    async def asks(
        self, customer: User, text: str = "Where is my order? It should have been here by now"
    ) -> dict[str, Any]:
        """The customer writes; returns the card of the turn as soon as it stands there."""
        # The card before may lose its buttons in the same moment, so their number alone says nothing.
        before = {card["message_id"] for card in self.cards(customer)}
        self.telegram.write(customer, text)
        await self.until(lambda: {card["message_id"] for card in self.cards(customer)} - before)
        return self.card(customer)

    async def says(self, agent: User, customer: User, text: str) -> dict[str, Any]:
        """The agent writes in the customer's topic, and it arrives."""
        before = len(self.received(customer))
        message = self.telegram.write_in_topic(agent, self.thread(customer), text)
        await self.until(lambda: len(self.received(customer)) > before)
        return message

    async def press(self, agent: User, message: dict[str, Any], action: str, *words: object) -> Callback:
        """Press the button with this action and these words in its data; returns what the agent was told."""
        return await self.push(agent, message, self.data(message, action, *words))

    def data(self, message: dict[str, Any], action: str, *words: object) -> str:
        """Find the callback data of a button."""
        rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
        there = [one["callback_data"] for row in rows for one in row if "callback_data" in one]
        wanted = {str(word) for word in words}
        found = [data for data in there if data.split(":")[1] == action and wanted <= set(data.split(":"))]
        if not found:
            raise LookupError(f"no button {action} {words}; there are {there}")
        return found[0]

    async def push(self, agent: User, message: dict[str, Any], data: str) -> Callback:
        """Send callback data from under a message, whether a button has it or not; returns what was told."""
        pressed = self.telegram.press(agent, message["message_id"], message["chat"]["id"], data, force=True)
        callback = self.telegram.callback(pressed)
        await self.until(lambda: callback.answered)
        return callback

    def fresh(self, message: dict[str, Any]) -> dict[str, Any]:
        """The message as it stands now, edits included."""
        sent = self.telegram.sent(message["chat"]["id"])
        return next(one for one in sent if one["message_id"] == message["message_id"])

    async def let_go(self, customer: User) -> None:
        """Let the hold of a suggested reply end now."""
        async with self.app.database.writing() as session:
            await session.execute(
                update(Outgoing)
                .where(col(Outgoing.chat_id) == customer.id, col(Outgoing.state) == OutgoingState.QUEUED)
                .values(not_before=machine_now())
            )
        self.app.parts.sender.wake.set()

    async def hastily(self, seen: Callable[[], Any], patience: float = 60) -> None:
        """Wait for something, and for no pause between: what is held back goes out at once."""
        async with asyncio.timeout(patience):
            while not (await found if isawaitable(found := seen()) else found):
                await self.hurry()
                await asyncio.sleep(0.1)

    async def hurry(self) -> None:
        """Let whatever is held back go out now."""
        async with self.app.database.writing() as session:
            await session.execute(
                update(Outgoing).where(col(Outgoing.state) == OutgoingState.QUEUED).values(not_before=machine_now())
            )
        self.app.parts.sender.wake.set()

    # what is stored

    async def rows(self, table: Any, **where: Any) -> list[Any]:
        """Load rows by plain equality, oldest first."""
        question = select(table).order_by(*table.__table__.primary_key.columns)
        for name, value in where.items():
            question = question.where(col(getattr(table, name)) == value)
        async with self.app.database.reading() as session:
            return list((await session.scalars(question)).all())

    async def conversation(self, customer: User) -> Conversation:
        """Load the customer's newest conversation."""
        (identity,) = await self.rows(Identity, kind="telegram", value=str(customer.id))
        return (await self.rows(Conversation, customer_id=identity.customer_id))[-1]

    async def of(self, table: Any, customer: User, **where: Any) -> list[Any]:
        """Load what belongs to the customer's newest conversation."""
        return await self.rows(table, conversation_id=(await self.conversation(customer)).id, **where)

    async def replies(self, customer: User) -> list[Outgoing]:
        """Load the rows of replies to a customer, whatever came of them."""
        return await self.rows(Outgoing, kind=OutgoingKind.REPLY, chat_id=customer.id)


@asynccontextmanager
async def on_shift(
    classifier: Any, folder: Path, *, hold: str = HOLD, service: str = "", more_shop: str = "", **settings: Any
) -> AsyncIterator[Shift]:
    """Start a bot on SQLite with a long hold, and give the people around it; the shop may have more of its own."""
    shop = folder / "shop.yaml"
    shop.write_text(f"service:\n  undo: {hold}\n{service}{more_shop}", encoding="utf-8")
    address = f"sqlite+aiosqlite:///{folder / 'triage.db'}"
    async with make_harness(address, classifier, shop=shop, **settings) as harness:
        shift = Shift(harness)
        async with harness.bot() as shift.app:
            yield shift
