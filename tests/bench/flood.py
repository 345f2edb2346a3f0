"""Many new customers at once, with Telegram's limits on: `python tests/bench/flood.py [--minutes 10] [--wait 60]`.

Fifteen new customers a minute: most about one matter, a tenth about something else, three in danger. A lead opens the
incident as soon as it is offered, takes a ready text, and sends it by two presses; whoever comes later is sent it
once a minute. Told are how old what the board shows ever is, how soon danger reaches the lead in private, what was
lost, how long the group's backlog lasts, and when customers got a first word. Exit 1 where something was lost, a
danger took longer than five seconds, or the board was older than a minute.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from leading import Lead
from machine import describe
from processes import Server, bot, sandbox

A_MINUTE = 15
# desk.md's promises that are measured here, in seconds.
BOARD_AGE, DANGER_AGE = 60.0, 5.0
# Equal times mean always open, so that the run says the same at night.
SHOP = 'hours:\n  opens: "00:00"\n  closes: "00:00"\n'
MATTER = (
    "Where is my parcel? The tracking has not moved since Thursday",
    "hi, my parcel still isn't here and the tracking page is frozen",
    "My package should have arrived two days ago, where is it",
    "the parcel was promised for monday, nothing came. where is it now?",
    "Still waiting for my parcel. Tracking says the same thing as last week",
    "Good morning! Could you tell me where my parcel is? It is late",
    "parcel not delivered, tracking stuck, what is going on",
    "Где моя посылка? Отслеживание не меняется с четверга",
    "¿Dónde está mi paquete? El seguimiento no se mueve desde el jueves",
)
OTHER = (
    "Does the blue kettle come with a European plug?",
    "How do I wash the linen tablecloth?",
    "Can I change the size of my sweater from M to L?",
    "Do you have the lamp in green again?",
    "Thank you, the vase is beautiful",
)
DANGER = (
    "I want to kill myself tonight",
    "The charger caught fire and the curtain is burning",
    "Honestly I would rather be dead, I have planned it for tonight",
)


@dataclass
class Crowd:
    """Who wrote what when."""

    wrote: dict[int, float] = field(default_factory=dict)
    matter: set[int] = field(default_factory=set)
    danger: set[int] = field(default_factory=set)


async def arrive(server: Server, minutes: float, chance: random.Random) -> Crowd:
    """Let everybody write when their moment has come, whatever the bot does."""
    count = round(minutes * A_MINUTE)
    people, crowd, began = await server.customers(count), Crowd(), time.time()
    moments = sorted(chance.uniform(0, minutes * 60) for _ in people)
    # Danger comes in the middle of it, when the queues are long.
    endangered = dict(zip(chance.sample(people[count // 3 :], len(DANGER)), DANGER, strict=True))
    writes = []
    for who, moment in zip(people, moments, strict=True):
        await asyncio.sleep(max(0.0, began + moment - time.time()))
        text = endangered.get(who) or chance.choice(OTHER if chance.random() < 1 / 10 else MATTER)
        crowd.wrote[who] = time.time()
        (crowd.danger if who in endangered else crowd.matter if text in MATTER else set[int]()).add(who)
        writes.append(asyncio.create_task(server.write(who, text)))
    await asyncio.gather(*writes)
    return crowd


async def flood(minutes: float, wait: float, seed: int, folder: Path) -> dict[str, Any]:
    """Let them come, wait until the group's queue is empty, and read what happened when."""
    database, shop = folder / "flood.db", folder / "shop.yaml"
    shop.write_text(SHOP)
    async with sandbox(record=True) as server:
        await server.post("limits", on=True)
        lead = await server.post("agents", first_name="Lena", started=True)
        more = {"TRIAGE_LIMITS": "on", "TRIAGE_LEADS": str(lead["id"]), "TRIAGE_SHOP": str(shop)}
        async with bot(server, f"sqlite:///{database}", BENCH_LOG=str(folder / "log.txt"), **more):
            leading = asyncio.create_task(Lead(server, lead["id"]).work())
            crowd = await arrive(server, minutes, random.Random(seed))
            at_the_end = ask(database, WITHOUT_TOPIC)[0][0]
            drained = await drain(database, server.staff_chat, wait)
            leading.cancel()
            calls = (await server.get("transcript"))["calls"]
    return judge(database, crowd, [call for call in calls if (call["answer"] or {}).get("ok")], lead["id"]) | {
        "without_topic_when_the_last_had_written": at_the_end,
        "backlog_lasted_min": drained,
        "refused_by_telegram": sum((call["answer"] or {}).get("error_code") == 429 for call in calls),
    }


WITHOUT_TOPIC = "SELECT count(*) FROM customer WHERE topic_id IS NULL"
OPEN_IN_GROUP = "SELECT count(*) FROM outgoing WHERE chat_id = ? AND state IN ('queued', 'sending') AND not_before < ?"


async def drain(database: Path, staff: int, wait: float) -> float | None:
    """Wait until nothing is left that could go to the group now; None where that takes longer than `wait` minutes."""
    began = time.time()
    while time.time() < began + wait * 60:
        await asyncio.sleep(2)
        if not ask(database, OPEN_IN_GROUP, staff, str(datetime.now(UTC).replace(tzinfo=None)))[0][0]:
            return round((time.time() - began) / 60, 1)
    return None


def ask(database: Path, question: str, *values: object) -> list[Any]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
        return connection.execute(question, values).fetchall()


PEOPLE = (
    "SELECT c.id, CAST(i.value AS INTEGER) FROM conversation c"
    " JOIN identity i ON i.customer_id = c.customer_id AND i.kind = 'telegram'"
)
BOARDS = (
    "SELECT i.id, d.chat_id, d.telegram_id FROM incident i, json_each(i.boards) b"
    " JOIN delivery d ON d.outgoing_id = b.value"
)


def judge(database: Path, crowd: Crowd, calls: list[dict[str, Any]], lead: int) -> dict[str, Any]:
    """Sum up: the board, danger, losses, first words."""
    began, whose = min(crowd.wrote.values()), dict(ask(database, PEOPLE))
    kept = ask(database, "SELECT count(*) FROM message WHERE direction = 'incoming'")[0][0]
    told = [at - crowd.wrote[who] for who, at in first_words(calls).items() if who in crowd.wrote]
    # Danger is answered by people only, so that nobody has an automatic word to wait for.
    expected = len(crowd.wrote) - len(crowd.danger)
    alerts = alerted(database, whose, crowd, lead)
    return {
        "customers": len(crowd.wrote),
        "about_the_matter": len(crowd.matter),
        "lost": len(crowd.wrote) - kept,
        "set_aside": ask(database, "SELECT count(*) FROM intake WHERE state = 'aside'")[0][0],
        "failed_sends": ask(database, "SELECT count(*) FROM outgoing WHERE state IN ('failed', 'ambiguous')")[0][0],
        "danger_to_lead_s": alerts,
        "incidents": incidents(database, whose, crowd, calls, began),
        "first_word": {
            "got_one": len(told),
            "expected": expected,
            "median_s": round(statistics.median(told), 1) if told else None,
            "longest_s": round(max(told), 1) if told else None,
        },
        "still_without_topic": ask(database, WITHOUT_TOPIC)[0][0],
        "still_to_send": ask(database, "SELECT count(*) FROM outgoing WHERE state IN ('queued', 'sending')")[0][0],
    }


def alerted(database: Path, whose: dict[int, int], crowd: Crowd, lead: int) -> list[float | None]:
    """Tell how long after each danger the lead had it in private; None where never."""
    rows = ask(
        database,
        "SELECT substr(json_extract(content, '$.buttons[0][1]'), 11), min(sent_at) FROM outgoing WHERE chat_id = ?"
        " AND sent_at IS NOT NULL AND json_extract(content, '$.buttons[0][1]') LIKE 'page_take:%' GROUP BY 1",
        lead,
    )
    sent = {whose[int(about.partition(":")[0])]: seconds_of(at + "+00:00") for about, at in rows}
    return [round(sent[who] - crowd.wrote[who], 2) if who in sent else None for who in sorted(crowd.danger)]


def incidents(
    database: Path, whose: dict[int, int], crowd: Crowd, calls: list[dict[str, Any]], began: float
) -> list[dict[str, Any]]:
    """For each incident: when it had a board, and how long anybody in it was not counted there."""
    told = []
    for number, chat, message in ask(database, BOARDS):
        shown = board_counts(calls, chat, message)
        rows = ask(database, "SELECT conversation_id FROM incident_member WHERE incident_id = ? ORDER BY id", number)
        ages = []
        for place, (conversation,) in enumerate(rows, 1):
            at = next((at for at, count in shown if count >= place), None)
            since = max(crowd.wrote[whose[conversation]], shown[0][0])
            ages.append(None if at is None else at - since)
        known = [age for age in ages if age is not None]
        told.append(
            {
                "title": ask(database, "SELECT title FROM incident WHERE id = ?", number)[0][0],
                "members": len(rows),
                "board_after_first_message_s": round(shown[0][0] - began),
                "board_edits": len(shown) - 1,
                "oldest_shown_s": round(max(known, default=0.0), 1),
                "never_counted": ages.count(None),
            }
        )
    return told


def board_counts(calls: list[dict[str, Any]], chat: int, message: int) -> list[tuple[float, int]]:
    """List how many the board counted from when on."""
    found = []
    for call in calls:
        params, result = call["params"], call["answer"]["result"]
        place = params.get("message_id") or (result.get("message_id") if isinstance(result, dict) else None)
        words = str(params.get("text", ""))
        if str(params.get("chat_id")) == str(chat) and str(place) == str(message) and "In it: " in words:
            found.append((seconds_of(call["at"]), int(words.partition("In it: ")[2].split()[0])))
    return found


def first_words(calls: list[dict[str, Any]]) -> dict[int, float]:
    """Tell when each chat was first written to."""
    first: dict[int, float] = {}
    for call in calls:
        if call["method"].startswith(("send", "copy")) and call["method"] != "sendChatAction":
            first.setdefault(int(call["params"]["chat_id"]), seconds_of(call["at"]))
    return first


def seconds_of(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def missed(told: dict[str, Any]) -> bool:
    """Tell whether a target is missed."""
    late = any(seconds is None or seconds > DANGER_AGE for seconds in told["danger_to_lead_s"])
    old = any(one["oldest_shown_s"] > BOARD_AGE or one["never_counted"] for one in told["incidents"])
    return bool(told["lost"] or told["set_aside"] or told["failed_sends"] or late or old or not told["incidents"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--wait", type=float, default=60, help="minutes after which the backlog is given up")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(flood(options.minutes, options.wait, options.seed, Path(folder)))
    print(json.dumps({"machine": describe(), "flood": told}, indent=2))
    return 1 if missed(told) else 0


if __name__ == "__main__":
    raise SystemExit(main())
