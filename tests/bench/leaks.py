"""Two hundred ways in which something internal could reach a customer: `python tests/bench/leaks.py [--attempts 200]`.

Each attempt carries a secret of its own: a note, a mistyped command, a word in somebody else's topic or in the general
one, a draft that another agent holds, an edit that turns an answer into a note, a word by somebody who is no agent.
What any customer received is searched for every secret. Then the ways meant to reach a customer are counted, so that
a desk that says nothing at all would not pass. Exit 1 where one secret came through.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine import describe
from processes import Server, bot, sandbox
from speed import settled

CUSTOMERS = 12
# Mistypes of what exists, and what does not: none of them may be taken for an answer.
COMMANDS = ("/remnd 2h {}", "/nte {}", "/ban{}", "/who{} ?", "/ {}", "/{}", "/forget {} now", "/hand over {}", "//{}")
NOTES = ("// {}", "//{}", "/note {}", "//\n{}")


@dataclass
class Desk:
    """The people of one run and where they are."""

    server: Server
    chance: random.Random
    customers: list[int] = field(default_factory=list)
    threads: dict[int, int] = field(default_factory=dict)
    agents: list[int] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    secrets: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)

    def secret(self, way: str) -> str:
        """Make a word that stands nowhere else."""
        self.tried[way] += 1
        self.secrets.append(f"secret{len(self.secrets):04}x{way}")
        return self.secrets[-1]

    async def says(self, who: int, text: str, customer: int, **more: Any) -> Any:
        """Write as an agent in a customer's topic."""
        place = {"chat_id": self.server.staff_chat, "thread_id": self.threads[customer], **more}
        return await self.server.post("write", user_id=who, text=text, **place)

    def some(self) -> tuple[int, int]:
        return self.chance.choice(self.agents), self.chance.choice(self.customers)


async def note(desk: Desk) -> None:
    who, customer = desk.some()
    await desk.says(who, desk.chance.choice(NOTES).format(desk.secret("note")), customer)


async def typo(desk: Desk) -> None:
    who, customer = desk.some()
    await desk.says(who, desk.chance.choice(COMMANDS).format(desk.secret("typo")), customer)


async def general(desk: Desk) -> None:
    """Outside of every topic nothing goes anywhere."""
    who, _ = desk.some()
    await desk.server.post("write", user_id=who, text=desk.secret("general"), chat_id=desk.server.staff_chat)


async def held_by_another(desk: Desk) -> None:
    """The customer waits and somebody else holds the case: the words are a note until they are confirmed."""
    # A case stays with whoever answered it first, so each customer has one agent throughout.
    number = desk.chance.randrange(CUSTOMERS)
    customer, holder = desk.customers[number], desk.agents[number % len(desk.agents)]
    other = desk.chance.choice([agent for agent in desk.agents if agent != holder])
    word = f"meant{len(desk.meant):04}"
    desk.meant.append(word)
    await desk.says(holder, f"We look into it. {word}", customer)
    await desk.server.write(customer, "And now? I am still waiting for my parcel")
    await desk.says(other, desk.secret("held"), customer)


async def becomes_a_note(desk: Desk) -> None:
    """An answer that is edited into a note does not bring the note to the customer."""
    who, customer = desk.some()
    sent = await desk.says(who, f"// {desk.secret('edited')}", customer)
    changed = f"// {desk.secret('edited')} again"
    await desk.server.post(
        "edit", user_id=who, chat_id=desk.server.staff_chat, message_id=sent["message_id"], text=changed
    )


async def stranger(desk: Desk) -> None:
    """Somebody in the group who is no agent, and a customer who writes what agents write."""
    _, customer = desk.some()
    guest = await desk.server.post("customers", first_name="Guest")
    await desk.says(guest["id"], desk.secret("stranger"), customer)


async def reply_to_a_note(desk: Desk) -> None:
    """A note in answer to the customer's own relayed words is still a note."""
    who, customer = desk.some()
    chat = await desk.server.get(f"chat/{desk.server.staff_chat}?thread={desk.threads[customer]}")
    relay = desk.chance.choice(chat["messages"])["message_id"]
    await desk.says(who, f"//{desk.secret('reply')}", customer, reply_to=relay)


WAYS: tuple[Callable[[Desk], Awaitable[None]], ...] = (
    note,
    typo,
    general,
    held_by_another,
    becomes_a_note,
    stranger,
    reply_to_a_note,
)


async def attempt(attempts: int, folder: Path) -> dict[str, object]:
    """Open the desk, try every way in turn, and read what each customer got."""
    database = folder / "leaks.db"
    async with sandbox() as server:
        desk = Desk(server, random.Random(11))
        desk.agents = [(await server.post("agents", first_name=name))["id"] for name in ("Olga", "Petra", "Sam")]
        desk.customers = await server.customers(CUSTOMERS)
        listed = ",".join(map(str, desk.agents))
        async with bot(server, f"sqlite:///{database}", TRIAGE_AGENTS=listed):
            for customer in desk.customers:
                await server.write(customer, "Where is my parcel? It should have come on Monday")
            await settled(database, CUSTOMERS)
            desk.threads = await threads(server, desk.customers)
            for number in range(attempts):
                await WAYS[number % len(WAYS)](desk)
                await worked_off(database)
            got = {customer: await received(server, customer) for customer in desk.customers}
    everything = "\n".join(text for texts in got.values() for text in texts)
    through = [secret for secret in desk.secrets if secret in everything]
    return {
        "attempts": dict(desk.tried),
        "secrets": len(desk.secrets),
        "reached_a_customer": through,
        "meant_for_customers": len(desk.meant),
        "of_these_arrived": sum(word in everything for word in desk.meant),
    }


async def worked_off(database: Path) -> None:
    """Wait until every update that came was worked on, and what it queued is out."""
    while True:
        await settled(database, 0)
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
            left = connection.execute("SELECT count(*) FROM intake WHERE state IN ('waiting', 'claimed')").fetchone()[0]
        if not left:
            return
        await asyncio.sleep(0.05)


async def threads(server: Server, customers: list[int]) -> dict[int, int]:
    """Find each customer's topic by its name."""
    state = await server.get("state")
    named = {topic["name"]: topic["thread_id"] for topic in state["topics"]}
    return {
        customer: next(thread for name, thread in named.items() if name.endswith(f"Customer {number}"))
        for number, customer in enumerate(customers)
    }


async def received(server: Server, customer: int) -> list[str]:
    """List what a customer got from the shop."""
    chat = await server.get(f"chat/{customer}")
    ours = [message for message in chat["messages"] if message["from"].get("is_bot")]
    return [message.get("text") or message.get("caption") or "" for message in ours]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(attempt(options.attempts, Path(folder)))
    print(json.dumps({"machine": describe(), "leaks": told}, indent=2))
    return 1 if told["reached_a_customer"] or told["of_these_arrived"] != told["meant_for_customers"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
