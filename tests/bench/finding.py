"""How fast `/find` is among many messages, what a message's write costs with the index, and how fast it is filled.

    python tests/bench/finding.py 200000
    python tests/bench/finding.py 200000 --postgres postgresql+asyncpg://postgres@127.0.0.1:5432/triage_bench

The words are made up, spread as words are: a few stand in a tenth of all messages, most in hardly any.
The database is made anew, so name one that holds nothing.
"""

import argparse
import asyncio
import itertools
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text

from bot.finding import read_question
from bot.knowing import FoundFilling
from bot.storage.engine import Database
from bot.storage.found import find
from bot.storage.found_lines import load_lines
from bot.storage.migrate import migrate
from bot.storage.tables import Conversation, Customer, Message
from bot.storage.watching import scrub

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
SEED, WORDS, LENGTH = 7, 60_000, 14
AT_ONCE, ROUNDS = 2_000, 15
GOAL_MS = 100


def vocabulary(chance):
    """Made-up words and how often each is used, by rank."""
    letters = "aeioulnrstdmkpbg"
    words = {"".join(chance.choices(letters, k=chance.randint(3, 11))) for _ in range(WORDS)}
    return sorted(words), list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))


async def fill(database, count, chance):
    """Write so many messages of a tenth as many customers, one every half minute."""
    words, weights = vocabulary(chance)
    chance.shuffle(words)
    people = max(1, count // 10)
    began = time.perf_counter()
    for start in range(0, people, AT_ONCE):
        ids = range(start + 1, min(start + AT_ONCE, people) + 1)
        customers = [
            {"id": id_, "first_name": words[id_ % len(words)], "no_profile": False, "created_at": NOW} for id_ in ids
        ]
        plain = {"status": "resolved", "version": 1, "turn": 1, "unanswered": 0, "reopened": False, "priority": 0}
        talks = [{"id": id_, "customer_id": id_, "opened_at": NOW, "lang": "en", **plain} for id_ in ids]
        async with database.writing() as session:
            await session.execute(insert(Customer), customers)
            await session.execute(insert(Conversation), talks)
    for start in range(0, count, AT_ONCE):
        rows = [
            {
                "conversation_id": chance.randint(1, people),
                "direction": "incoming",
                "turn": 1,
                "connection": "",
                "kind": "text",
                "text": " ".join(chance.choices(words, cum_weights=weights, k=LENGTH)),
                "at": NOW - timedelta(seconds=30 * (count - number)),
            }
            for number in range(start, min(start + AT_ONCE, count))
        ]
        async with database.writing() as session:
            await session.execute(insert(Message), rows)
    print(f"  written in {time.perf_counter() - began:.0f} s")
    return words


async def index(database):
    """Read everything into the index, without the pauses that leave messages their turn."""
    filling, began, done = FoundFilling(database), time.perf_counter(), 0
    while count := await filling.helping():
        done += count
    took = time.perf_counter() - began
    print(f"  {done:,} read into the index in {took:.0f} s, {done / took:,.0f} a second")


async def ask(database, name, asked):
    """Time a question from its words to the lines that are shown."""
    took, worked = [], []
    for _ in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        question = read_question(asked, NOW, UTC)
        async with database.reading() as session:
            hits = await find(session, question, skip=0, count=11)
            await load_lines(session, hits)
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
    middle, worst = statistics.median(took), max(took)
    print(
        f"  {name:34} {len(hits):3} hits {middle:8.1f} ms, worst {worst:8.1f}{'  over the goal' if worst > GOAL_MS else ''}"
    )


async def write_one(database, name):
    """Time a message's write, one by one, as they come."""
    took = []
    for number in range(300):
        row = Message(
            conversation_id=1, direction="incoming", turn=1, text="one more word", at=NOW + timedelta(seconds=number)
        )
        began = time.perf_counter()
        async with database.writing() as session:
            session.add(row)
        took.append(1000 * (time.perf_counter() - began))
    print(f"  {name:34} {statistics.median(took):.2f} ms")


async def main(count, address):
    print(f"{address.split(':')[0]}, {count:,} messages")
    await migrate(address)
    database = Database(address)
    chance = random.Random(SEED)
    words = await fill(database, count, chance)
    await index(database)
    if not database.is_sqlite:
        async with database.writing() as session:
            await session.execute(text("ANALYZE"))
    common, usual, rare = words[0], words[300], words[20_000]
    for name, asked in (
        ("the most frequent word", common),
        ("a usual word", usual),
        ("a rare word", rare),
        ("two frequent words", f"{common} {words[1]}"),
        ("a frequent and a rare word", f"{common} {rare}"),
        ("three letters", common[:3]),
        ("two letters", common[:2]),
        ("a frequent word since a day", f"{common} since:2026-03-01"),
        ("a frequent word of one customer", f"{common} from:{words[5]}"),
        ("a frequent word, lang:ru (none)", f"{usual} lang:ru"),
        ("no words, only in:messages", "in:messages"),
    ):
        await ask(database, name, asked)
    await write_one(database, "one message's write")
    if database.is_sqlite:
        began = time.perf_counter()
        async with database.writing() as session:
            await session.execute(text("DELETE FROM message WHERE id <= 20"))
            await scrub(session)
        print(f"  an erasure's rewriting of the index {time.perf_counter() - began:.2f} s")
        async with database.writing() as session:
            await session.execute(text("DROP TRIGGER found_message_insert"))
        await write_one(database, "the same without the trigger")
    await database.close()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("count", type=int)
    arguments.add_argument("--postgres")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(given.count, given.postgres or f"sqlite:///{folder}/bench.db"))
