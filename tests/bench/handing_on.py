"""Promises through a handover, an end of shift, a stop and a kill: for `week.py`, with real bots and real presses."""

import asyncio
import random
import sqlite3
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leaks import threads, worked_off
from processes import Server, bot, sandbox
from speed import settled

CUSTOMERS = 12
QUESTION = "Where is my parcel? It should have come on Monday"
# The reply to it names a time, and a follow-up goes with it.
ASKED_BY_TIME = "Does the blue kettle work with 110 volts?"
IN_WORDS = "I will ask the carrier and write to you in three hours."
REMINDER = "/remind 3h look at the parcel again"
SHOP = 'hours:\n  opens: "00:00"\n  closes: "00:00"\nservice:\n  undo: 1s\n'
PATIENCE = 60.0


@dataclass
class Desk:
    """The people of one round, and what they do."""

    server: Server
    database: Path
    agents: dict[str, int] = field(default_factory=dict)
    customers: list[int] = field(default_factory=list)
    threads: dict[int, int] = field(default_factory=dict)

    async def says(self, name: str, text: str, customer: int | None = None) -> Any:
        """Write in a customer's topic, or in the group."""
        thread = {} if customer is None else {"thread_id": self.threads[customer]}
        where = {"chat_id": self.server.staff_chat, **thread}
        return await self.server.post("write", user_id=self.agents[name], text=text, **where)

    async def press(self, name: str, message: dict[str, Any], data: str) -> Any:
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        return await self.server.post("press", user_id=self.agents[name], data=data, **where)

    async def with_button(self, deed: str, thread: int | None = None) -> tuple[dict[str, Any], str]:
        """Wait until a message has a button with this deed; gives the newest and the button's data."""
        place = f"chat/{self.server.staff_chat}" + (f"?thread={thread}" if thread else "")
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            for message in reversed((await self.server.get(place))["messages"]):
                if not message.get("deleted") and (data := _data(message, deed)):
                    return message, data
            await asyncio.sleep(0.2)
        raise SystemExit(f"no button {deed} within {PATIENCE:.0f} s")

    async def answered(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Wait for what stands below a command."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            for message in (await self.server.get(f"chat/{asked['chat']['id']}"))["messages"]:
                if (message.get("reply_to_message") or {}).get("message_id") == asked["message_id"]:
                    return message
            await asyncio.sleep(0.2)
        raise SystemExit(f"nobody answered {asked.get('text')!r}")

    def rows(self, question: str, *values: object) -> list[Any]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10) as connection:
            return connection.execute(question, values).fetchall()


async def hand_on(seed: int) -> dict[str, Any]:
    """Promise, hand over, stop, go off shift, kill, and ask whose every promise is."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder) / "shop.yaml"
        shop.write_text(SHOP)
        async with sandbox() as server:
            desk = Desk(server, Path(folder) / "week.db")
            for name in ("Lena", "Olga", "Maria", "Sam"):
                made = await server.post("agents", first_name=name, username=f"{name}_desk", started=True)
                desk.agents[name] = made["id"]
            more = {
                "TRIAGE_LEADS": str(desk.agents["Lena"]),
                "TRIAGE_AGENTS": ",".join(map(str, desk.agents.values())),
                "TRIAGE_SHOP": str(shop),
            }
            address = f"sqlite:///{desk.database}"
            async with bot(server, address, **more):
                made = await _promise(desk)
                await desk.says("Olga", "/handover @Maria_desk")
                if chance.random() < 0.5:  # stopped in the midst of it, or after it
                    await worked_off(desk.database)
            async with bot(server, address, **more) as process:
                await worked_off(desk.database)
                await _goes_off(desk, chance)
                process.kill()
                await process.wait()
            async with bot(server, address, **more):
                await worked_off(desk.database)
                return {"seed": seed, "promised": made, **await _judge(desk)}


async def _promise(desk: Desk) -> int:
    """Have two agents on shift promise in every way there is; tells how many promises stand then."""
    desk.customers = await desk.server.customers(CUSTOMERS)
    for name in ("Olga", "Maria"):
        await desk.answered(await desk.says(name, "/on"))
    for number, customer in enumerate(desk.customers):
        await desk.server.write(customer, QUESTION if number // 2 % 3 else ASKED_BY_TIME)
    await settled(desk.database, CUSTOMERS)
    await worked_off(desk.database)
    desk.threads = await threads(desk.server, desk.customers)
    for number, customer in enumerate(desk.customers):
        await _promise_one(desk, ("Olga", "Maria")[number % 2], customer, number // 2 % 3)
    await worked_off(desk.database)
    return len(_promises(desk))


async def _promise_one(desk: Desk, name: str, customer: int, way: int) -> None:
    """By a button's reply with its follow-up, in own words, or as a reminder beside an answer."""
    thread = desk.threads[customer]
    if way == 0:
        await desk.press(name, *await desk.with_button("say", thread))
    elif way == 1:
        await desk.says(name, IN_WORDS, customer)
        await desk.press(name, *await desk.with_button("promise_set", thread))
    else:
        await desk.says(name, "I am looking into it.", customer)
        await desk.says(name, REMINDER, customer)


async def _goes_off(desk: Desk, chance: random.Random) -> None:
    """The one who took everything over goes too, to the pool; the bot has a moment for it, or less."""
    await desk.answered(await desk.says("Maria", "/off"))
    message, data = await desk.with_button("hand_off")
    pool = next(one for one in _all_data(message) if one.endswith(":0"))
    await desk.press("Maria", message, pool or data)
    await asyncio.sleep(chance.uniform(0.0, 0.4))


def _promises(desk: Desk) -> list[tuple[int, int | None, int]]:
    """List what is owed: conversation, owner, and the customer's thread; one that a follow-up stands for is not two."""
    timed = desk.rows(
        "SELECT f.conversation_id, f.agent_id, u.topic_id FROM follow_up f JOIN conversation c ON c.id = f.conversation_id"
        " JOIN customer u ON u.id = c.customer_id WHERE f.status = 'pending' AND c.status != 'resolved'"
        " AND f.source IN ('playbook', 'promise', 'agent')"
    )
    told = desk.rows(
        "SELECT c.id, c.assignee_id, u.topic_id FROM conversation c JOIN customer u ON u.id = c.customer_id"
        " WHERE c.promised_at IS NOT NULL AND c.status != 'resolved'"
    )
    with_follow_up = {conversation for conversation, _, _ in timed}
    return [*timed, *(one for one in told if one[0] not in with_follow_up)]


async def _judge(desk: Desk) -> dict[str, Any]:
    """The next agent begins: every promise is somebody's on shift or the pool's, and they can see it."""
    promises = _promises(desk)
    sees = [await desk.answered(await desk.says("Sam", word)) for word in ("/on", "/queue", "/mine")]
    private = [(await desk.server.get(f"chat/{desk.agents[name]}"))["messages"] for name in ("Sam", "Lena")]
    shown = {thread for message in [*sees, *(one for chat in private for one in chat)] for thread in _linked(message)}
    first = _linked(sees[0])
    present = {row[0] for row in desk.rows("SELECT id FROM agent WHERE on_since IS NOT NULL")}
    left = [one for one in promises if one[1] is not None and one[1] not in present]
    return {
        "standing": len(promises),
        "in_the_pool": sum(owner is None for _, owner, _ in promises),
        "without_owner": len(left),
        "still_on_shift": sorted(row[0] for row in desk.rows("SELECT name FROM agent WHERE on_since IS NOT NULL")),
        "on_says": sees[0].get("text", "").splitlines()[0],
        "shown_by_on": sum(thread in first for _, _, thread in promises),
        "not_shown": sum(thread not in shown for _, _, thread in promises),
    }


def _data(message: dict[str, Any], deed: str) -> str | None:
    return next((one for one in _all_data(message) if one.split(":")[1] == deed), None)


def _all_data(message: dict[str, Any]) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [one["callback_data"] for row in rows for one in row if "callback_data" in one]


def _linked(message: dict[str, Any]) -> set[int]:
    """List the topics that a message leads to, by its links and by its buttons."""
    links = [one["url"] for one in message.get("entities", ()) if one["type"] == "text_link"]
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    links += [one["url"] for row in rows for one in row if "url" in one]
    return {int(link.rpartition("/")[2]) for link in links if link.rpartition("/")[2].isdigit()}
