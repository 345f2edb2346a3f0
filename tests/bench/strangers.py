"""Fifty strangers try to obtain an order fact: the ways of `test_linking_strangers.py`, over a bot of its own process."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from killing.rows import Rows
from machine import ROOT
from processes import Server, bot
from sqlalchemy import text

from bot.sandbox.people import User
from bot.shop.importing import import_orders
from bot.shop.parsed import ParsedOrder, ShopCustomer
from bot.storage.engine import Database
from classifier.history.orders import Item, Order

sys.path[:0] = [str(ROOT / "tests" / "bot" / "desk")]
from linking_people import CARRIER, PRODUCT, SECRET, TRACKING, Buyer, tells_an_order, token_of  # noqa: E402 - lies there
from test_linking_strangers import tries  # noqa: E402

SHOP_SECRET = SECRET
LAST_WORDS = "So where is my order? When will it be delivered?"
PATIENCE = 240.0


class Heard:
    """Takes what an attempt would write, so that it can be posted to a sandbox of another process."""

    def __init__(self) -> None:
        self.words: dict[str, Any] = {}

    def write(self, _: User, words: str) -> None:
        self.words = {"text": words}

    def say(self, _: User, content: dict[str, Any]) -> None:
        self.words = {"content": content}


async def attempts(server: Server, rows: Rows, settings: dict[str, str]) -> dict[str, Any]:
    """Let each way be tried by somebody of their own, each asks once more, and read what they and their cards got."""
    people = Buyer(), Buyer("Olaf")
    await known(rows.address, people)
    now = SimpleNamespace(clock=SimpleNamespace(now=lambda: datetime.now(UTC)))
    heard, other = Heard(), user_of(await server.post("customers", first_name="Other"))
    shift = SimpleNamespace(telegram=heard, harness=now, customer=lambda _: other)
    ways = tries(shift, people)
    async with bot(server, rows.address, **settings):
        strangers = {}
        for number, (name, attempt) in enumerate(ways.items()):
            me = user_of(await server.post("customers", first_name="Stranger", last_name=f"No{number}x"))
            attempt(me)
            await server.post("write", user_id=me.id, **heard.words)
            strangers[name] = me
        owner = user_of(await server.post("customers", first_name="Berta", last_name="Owner9x"))
        await server.write(owner.id, f"/start {token_of(shift, people[0])}")
        for me in (*strangers.values(), owner):
            await server.write(me.id, LAST_WORDS)
        await carded(server, [*strangers.values(), owner], rows)
        told = [name for name, me in strangers.items() if any(map(tells_an_order, await words_of(server, me)))]
        return {
            "attempts": len(ways),
            "told": told,
            "joined": joins(rows, [me.id for me in strangers.values()]),
            "owner_was_told": any(map(tells_an_order, await words_of(server, owner))),
        }


async def known(address: str, people: tuple[Buyer, ...]) -> None:
    """Have the shop know them, each with one late order."""
    now, database = datetime.now(UTC), Database(address)
    orders = [
        ParsedOrder(
            ShopCustomer(buyer.email, buyer.phone, buyer.name, buyer.shop_id),
            Order(
                id=f"#{buyer.order}",
                placed_at=now - timedelta(days=6),
                currency="EUR",
                total=Decimal("77.31"),
                items=(Item("W-1", PRODUCT, 1, Decimal("77.31")),),
                promised_at=now - timedelta(days=2),
                shipped_at=now - timedelta(days=4),
                carrier=CARRIER,
                tracking=TRACKING,
                as_of=now,
            ),
            line,
        )
        for line, buyer in enumerate(people, 2)
    ]
    await import_orders(database, orders, now=now)
    await database.close()


async def carded(server: Server, people: list[User], rows: Rows) -> None:
    """Wait until everybody has a topic and nothing is under way."""
    async with asyncio.timeout(PATIENCE):
        while rows.open() or len(await threads(server, people)) < len(people):
            await asyncio.sleep(0.5)


async def threads(server: Server, people: list[User]) -> dict[int, int]:
    named = {one["name"]: one["thread_id"] for one in (await server.get("state"))["topics"]}
    return {me.id: thread for me in people for name, thread in named.items() if name.endswith(f" {me.last_name}")}


async def words_of(server: Server, me: User) -> list[str]:
    """List what somebody was told, and what stands about them in their topic: an order on a card is an order told."""
    thread = (await threads(server, [me]))[me.id]
    places = (f"chat/{me.id}", f"chat/{server.staff_chat}?thread={thread}")
    messages = [one for place in places for one in (await server.get(place))["messages"]]
    return [one.get("text") or one.get("caption") or "" for one in messages if one["from"].get("is_bot")]


def joins(rows: Rows, people: list[int]) -> int:
    """Count the strangers who are joined with an account."""
    question = text(
        "SELECT i.value FROM link l JOIN identity i ON i.customer_id = l.customer_id WHERE i.kind = 'telegram'"
    )
    with rows.engine.connect() as connection:
        joined = {int(value) for value in connection.execute(question).scalars()}
    return len(joined & set(people))


def user_of(made: dict[str, Any]) -> User:
    return User(made["id"], made["first_name"], made.get("last_name"))
