"""The main job on real input: 200 messages through the running bot over HTTP, each with its card, each answered.

`python tests/bench/main_job.py [--messages 200]`; exit 1 where one message lacks its card or its answer.
"""

import argparse
import asyncio
import json
import sqlite3
import tempfile
import time
from pathlib import Path

from machine import describe, load_messages
from processes import Server, bot, sandbox


async def run(messages: list[str], folder: Path) -> dict[str, object]:
    """Let each message come from a customer of its own, press the first reply on its card, and look what arrived."""
    database = folder / "main.db"
    async with sandbox() as server:
        agent = (await server.get("state"))["agents"] or [await server.post("agents", first_name="Olga")]
        customers = await server.customers(len(messages))
        began = time.perf_counter()
        async with bot(server, f"sqlite:///{database}"):
            await asyncio.gather(*(server.write(who, text) for who, text in zip(customers, messages, strict=True)))
            answered = await asyncio.wait_for(press_every_card(server, agent[0]["id"], len(messages)), 600)
            await asyncio.wait_for(until_sent(database), 120)
        seconds = time.perf_counter() - began
        chats = [await server.get(f"chat/{customer}") for customer in customers]
    return {**look(database, chats, messages), "pressed": answered, "seconds": round(seconds, 1)}


async def press_every_card(server: Server, agent: int, count: int) -> int:
    """Press the first tone on every card as it comes; approved texts need their second tap."""
    done: set[int] = set()
    while len(done) < count:
        await asyncio.sleep(0.3)
        chat = await server.get(f"chat/{server.staff_chat}")
        for message in chat["messages"]:
            buttons = [one for row in (message.get("reply_markup") or {}).get("inline_keyboard", []) for one in row]
            data = next(
                (one["callback_data"] for one in buttons if one["callback_data"].split(":")[1] in {"say", "sure"}), ""
            )
            if not data or (message["message_id"] in done and ":sure:" not in data):
                continue
            await server.post(
                "press", user_id=agent, chat_id=server.staff_chat, message_id=message["message_id"], data=data
            )
            done.add(message["message_id"])
    return len(done)


async def until_sent(database: Path) -> None:
    """Wait until nothing is left to send, the replies' undo time included."""
    while True:
        await asyncio.sleep(0.5)
        with sqlite3.connect(database) as connection:
            replies = connection.execute(
                "SELECT count(*) FROM outgoing WHERE kind = 'reply' AND state = 'sent'"
            ).fetchone()[0]
            left = connection.execute("SELECT count(*) FROM outgoing WHERE state IN ('queued', 'sending')").fetchone()[
                0
            ]
            people = connection.execute("SELECT count(*) FROM customer").fetchone()[0]
        if not left and replies >= people:
            return


def look(database: Path, chats: list[dict[str, list[dict[str, object]]]], messages: list[str]) -> dict[str, object]:
    """Compare what was written, kept, carded and answered."""
    with sqlite3.connect(database) as connection:
        kept = {text for (text,) in connection.execute("SELECT text FROM message WHERE direction = 'incoming'")}
        cards = connection.execute("SELECT count(*) FROM outgoing WHERE kind = 'card' AND state = 'sent'").fetchone()[0]
        aside = connection.execute("SELECT count(*) FROM intake WHERE state = 'aside'").fetchone()[0]
    answers = [sum(bool(one["from"].get("is_bot")) for one in chat["messages"]) for chat in chats]
    return {
        "messages": len(messages),
        "lost": sum(text.replace("\x00", "") not in kept for text in messages),
        "cards": cards,
        "answered_once": sum(count == 1 for count in answers),
        "unanswered": sum(count == 0 for count in answers),
        "answered_twice": sum(count > 1 for count in answers),
        "set_aside": aside,
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(run(load_messages(options.messages), Path(folder)))
    print(json.dumps({"machine": describe(), "main_job": report}, indent=2))
    good = report["lost"] == report["unanswered"] == report["answered_twice"] == report["set_aside"] == 0
    return 0 if good and report["cards"] >= options.messages else 1


if __name__ == "__main__":
    raise SystemExit(main())
