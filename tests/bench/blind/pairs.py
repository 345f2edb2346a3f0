"""Lays our first reply beside a macro, in random order: `python tests/bench/blind/pairs.py SAMPLE SITUATIONS OUT SEED`.

SITUATIONS has, for some messages, who writes (`{"id", "first_name"?, "orders"?}`), written before any reply was
made. OUT gets `pairs.jsonl`, which readers see, and `key.json`, which they do not: which of the two is ours, and
which playbooks spoke. The macro is chosen by the labelled intent, so it never errs about the matter; ours by what was read.
Where the data masks an order's number, an invented one stands: what customers typed was a number.
"""

import json
import random
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from machine import MESSAGES

from bot.cli.jsonl import read_request
from bot.cli.thinking import Thinker
from bot.shop.shopfile import load_shop
from classifier.classifier import Classifier
from playbooks.loader import load_library

# A masked order number, as the Chinese chats have it.
MASKED = re.compile(r"\[订单x\]|(?<=单号)(\s*[:：;]?\s*;?)\[数字x\]|(?<=编号)(\s*[:：;]?\s*;?)\[数字x\]")
HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
DEMO = HERE.parents[2] / "bot/sandbox/demo_shop.yaml"


def main(sample: Path, situations: Path, out: Path, seed: int) -> None:
    """Write the pairs and their key."""
    chance = random.Random(seed)
    labels = _by_id(MESSAGES)
    known = _by_id(situations)
    macros = yaml.safe_load((HERE / "macros.yaml").read_text(encoding="utf-8"))
    thinker = Thinker(Classifier(), load_shop(DEMO), ZONE, "en", load_library())
    pairs, key = [], {}
    for number, line in enumerate(sample.read_text(encoding="utf-8").splitlines(), 1):
        row = unmasked(json.loads(line))
        situation = known.get(row["id"], {})
        ours, said = _ours(thinker, row, situation)
        macro = _macro(macros, labels[row["id"]]["intent"], row["lang"], situation.get("first_name"))
        sides = [("ours", ours), ("macro", macro)]
        chance.shuffle(sides)
        pairs.append(
            {
                "n": number,
                "lang": row["lang"],
                "message": row["text"],
                "profile": _profile(situation),
                "A": sides[0][1],
                "B": sides[1][1],
            }
        )
        key[number] = {"id": row["id"], "ours": "A" if sides[0][0] == "ours" else "B", **said}
    out.mkdir(parents=True, exist_ok=True)
    (out / "pairs.jsonl").write_text("".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs))
    (out / "key.json").write_text(json.dumps(key, ensure_ascii=False, indent=1))


def unmasked(row: Mapping[str, str]) -> dict[str, str]:
    """Put an invented order number where the data masks one."""
    number = str(random.Random(row["id"]).randrange(10**9, 10**10))
    return {**row, "text": MASKED.sub(lambda mask: (mask[1] or mask[2] or "") + number, row["text"])}


def _by_id(file: Path) -> Mapping[str, Mapping[str, Any]]:
    return {row["id"]: row for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}


def _ours(thinker: Thinker, row: Mapping[str, str], situation: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    asked = {"id": row["id"], "text": row["text"], **situation}
    request = read_request(json.dumps(asked, default=str), now=NOW)
    thought = thinker.think(request)
    suggestion = thinker.suggest(request, thought)
    first = suggestion.replies[0]
    read = {
        "lang": thought.assessment.lang,
        "demeanours": [guess.type for guess in thought.assessment.demeanours],
        "intent": thought.assessment.intent.best.type,
        "tone": first.tone,
        "parts": first.parts,
    }
    return first.text, read


def _macro(macros: Mapping[str, Mapping[str, str]], intent: str, lang: str, name: str | None) -> str:
    text = macros[intent][lang]
    if name:
        return text.replace("NAME", name)
    for greeting in ("NAME, ", "NAME，", ", NAME", " NAME"):
        text = text.replace(greeting, "")
    return text[:1].upper() + text[1:]


def _profile(situation: Mapping[str, Any]) -> str:
    orders = situation.get("orders", [])
    if not orders:
        return f"{situation.get('first_name') or 'name unknown'}; chat not linked to an account, no order known"
    lines = [
        f"#{one['id']} ({', '.join(item['title'] for item in one['items'])}, {one['total']} {one['currency']},"
        f" placed {one['placed_at'][:10]}"
        + "".join(
            f", {name[:-3]} {one[name][:10]}"
            for name in ("promised_at", "shipped_at", "delivered_at", "returned_at")
            if one.get(name)
        )
        + (f", {one['status']}" if one.get("status", "paid") != "paid" else "")
        + (f", {one['carrier']} {one.get('tracking', '')}" if one.get("carrier") else "")
        + ")"
        for one in orders
    ]
    return f"{situation.get('first_name') or 'name unknown'}; linked; orders: {'; '.join(lines)}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
