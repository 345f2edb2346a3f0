"""Nothing of an erased person comes back: `python tests/bench/erased.py [--database sqlite|postgresql|both]`.

A real bot and a real import. A customer is joined with an account, talks, promises stand, notes are written; a lead
takes the export, erases by `/forget` and its confirmation, the same orders are imported again, the bot is started
anew, and somebody else writes. Then everything that the database holds (the bytes of the SQLite file and its
companions, or every row of every PostgreSQL table) and everything that the bot said since is searched for whatever
was known of them. After that fifty strangers try to obtain an order fact (`strangers.py`). Exit 1 where anything was
found or told, or where the bench itself saw nothing before the erasure, so that its silence would prove nothing.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from erased_people import ANNA, BELLA, ORDERS, SECRET_WORDS, WORDS_OF_BELLA, Person, orders_file, until
from killing.rows import Rows, database
from machine import ROOT, describe
from processes import bot, sandbox
from sqlalchemy import inspect, text
from strangers import SHOP_SECRET, attempts

from bot.shop.tokens import make_token

HELD_AT_LEAST = 8  # of what is searched for: so much has to be there before, or the search is blind


async def quiet(rows: Rows) -> None:
    """Wait until nothing is left to work on or to send, twice in a row: what was queued may queue more."""
    calm = 0
    while calm < 3:
        await asyncio.sleep(0.3)
        calm = calm + 1 if not rows.open() else 0


async def dropped(rows: Rows, patience: float = 120) -> bool:
    """Wait until the last word to who was erased is dropped: it names their chat, and goes with a bot's first round."""
    question = text("SELECT count(*) FROM outgoing WHERE line LIKE 'last:%'")
    for _ in range(int(patience)):
        with rows.engine.connect() as connection:
            if not connection.scalar(question):
                return True
        await asyncio.sleep(1)
    return False


async def run(rows: Rows, folder: Path) -> dict[str, Any]:
    """Live through all of it; gives what was found."""
    orders = folder / "orders" / "orders.csv"
    orders.parent.mkdir()
    orders.write_text(orders_file(), encoding="utf-8")
    settings = {"TRIAGE_DATABASE_URL": rows.address, "TRIAGE_SHOP_SECRET": SHOP_SECRET}
    await imported(orders, settings)
    async with sandbox(record=True) as server:
        lead = Person(server, await server.post("agents", first_name="Lena", started=True))
        settings["TRIAGE_LEADS"] = str(lead.id)
        log = {"BENCH_LOG": str(folder / "log.txt")}
        async with bot(server, rows.address, **settings, **log):
            anna = Person(server, await server.post("customers", **ANNA))
            bella = Person(server, await server.post("customers", **BELLA))
            await live(anna, bella, lead, rows)
            given = await export_of(anna, lead)
            held = found_in(everything(rows, folder), [*SECRET_WORDS, str(anna.id)])
            since = await erase(anna, lead)
            await quiet(rows)
        second_import = await imported(orders, settings)
        after_import = found_in(everything(rows, folder), SECRET_WORDS)
        async with bot(server, rows.address, **settings, **log):
            someone = Person(server, await server.post("customers", first_name="Somebody", last_name="Else77x"))
            await someone.writes(f"Where is order {ORDERS[0]}? It was promised for last week")
            await someone.button("menu")
            for words in ("/who", f"/find {SECRET_WORDS[0]}", f"/find order {ORDERS[0]}"):
                await lead.in_topic_of(someone, words)
            await quiet(rows)
            forgotten = await dropped(rows)
            said = [call["params"] for call in (await server.get(f"transcript?since={since}"))["calls"]]
        # The first word was typed anew by the lead who searched for it; found with others it would show in those.
        finally_held = found_in(everything(rows, folder), SECRET_WORDS[1:])
        found = {
            "held_before": len(held),
            "exported": found_in(given, SECRET_WORDS),
            "import_said": second_import,
            "found_after_import": after_import,
            "found_at_the_end": finally_held,
            "said_afterwards": found_in(json.dumps(said, ensure_ascii=False).encode(), SECRET_WORDS[1:]),
            "others_still_there": len(found_in(everything(rows, folder), WORDS_OF_BELLA)) == len(WORDS_OF_BELLA),
        }
        found["id_at_the_end"] = not forgotten or holds_id(everything(rows, folder), anna.id)
        return {**found, "strangers": await attempts(server, rows, settings)}


async def live(anna: Person, bella: Person, lead: Person, rows: Rows) -> None:
    """Be joined, ask, be answered, noted, promised and edited, so that every table has something to lose."""
    for who, shop_id, words in ((anna, "shop771", SECRET_WORDS), (bella, "shop772", WORDS_OF_BELLA)):
        token = make_token(shop_id, datetime.now(UTC) + timedelta(hours=1), SHOP_SECRET)
        await who.writes(f"/start {token}")
        sent = await who.writes(f"Where is my parcel? It is for the {words[0]}")
        await who.thread()
        await quiet(rows)
        await lead.in_topic_of(who, f"I will look for the {words[0]} and write to you in three hours.")
        await lead.presses(*await who.button("promise_set"))
        await lead.in_topic_of(who, f"// asked about {words[1]} already")
        await lead.in_topic_of(who, f"/remind 3h the {words[1]}")
        edited = f"Where is my parcel? It is for the {words[0]}, the {words[1]}"
        await who.server.post("edit", user_id=who.id, message_id=sent["message_id"], text=edited)
        await quiet(rows)
    await anna.writes("I want to kill myself tonight")  # what leads are told in private has to go, too
    await quiet(rows)


async def export_of(anna: Person, lead: Person) -> bytes:
    """Let the lead take the export; gives its bytes."""
    await lead.in_topic_of(anna, "/export")

    async def document() -> str | None:
        return next((one["document"]["file_id"] for one in await lead.chat() if "document" in one), None)

    number = await until(document, "the export")
    async with lead.server.http.get(f"{lead.server.address}/sandbox/file/{number}") as answer:
        return await answer.read()


async def erase(anna: Person, lead: Person) -> int:
    """Ask what would be erased, confirm, and wait for the last word to the person; gives the last call before."""
    await lead.in_topic_of(anna, "/forget")
    shown = await anna.button("forget_yes")
    since = (await anna.server.get("transcript"))["next"]
    await lead.presses(*shown)

    async def told() -> bool:
        return any("is erased" in one.get("text", "") for one in await anna.chat())

    await until(told, "the last word")
    return int(since)


async def imported(orders: Path, settings: dict[str, str]) -> list[str]:
    """Import the orders by the command that a shop uses; gives what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", "import-orders", str(orders)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        cwd=orders.parent,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"the import failed: {said.decode()}")
    return [line for line in said.decode().splitlines() if "orders" in line]


def everything(rows: Rows, folder: Path) -> bytes:
    """Read all that is kept: files beside the SQLite one and the log too, or every row of every table."""
    kept = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    if rows.engine.dialect.name == "sqlite":
        return kept
    with rows.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            told = connection.execute(text(f'SELECT CAST(t AS text) FROM "{table}" t')).scalars()
            kept += "\n".join(told).encode()
    return kept


def found_in(kept: bytes, words: list[str]) -> list[str]:
    """List the words that stand there, whatever their case, plainly or as JSON escapes them."""
    lower = kept.lower()
    return [
        word for word in words if word.lower().encode() in lower or json.dumps(word)[1:-1].lower().encode() in lower
    ]


def holds_id(kept: bytes, number: int) -> bool:
    """Look for a Telegram id, in figures and as SQLite keeps a whole number of this size."""
    return str(number).encode() in kept or number.to_bytes(6, "big") in kept


def missed(told: dict[str, Any]) -> bool:
    blind = told["held_before"] < HELD_AT_LEAST or not told["others_still_there"] or not told["exported"]
    back = told["found_after_import"] or told["found_at_the_end"] or told["said_afterwards"] or told["id_at_the_end"]
    strangers = told["strangers"]
    return bool(blind or back or strangers["told"] or strangers["joined"] or not strangers["owner_was_told"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="sqlite")
    options = parser.parse_args()
    told = {}
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        with tempfile.TemporaryDirectory(prefix="erased-") as name, database(kind, Path(name)) as rows:
            told[kind] = asyncio.run(run(rows, Path(name)))
    print(json.dumps({"machine": describe(), "erased": told}, indent=2, ensure_ascii=False))
    return 1 if any(map(missed, told.values())) else 0


if __name__ == "__main__":
    raise SystemExit(main())
