"""Kills real bots with signal 9 while customers write and agents answer, then counts what was lost: `--help` says how.

python tests/bench/kills.py --kills 200 --seed 1 --database sqlite
"""

import argparse
import gc
import json
import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from killing.bots import Bots
from killing.people import TALKING, People
from killing.rows import Rows, database
from killing.verdict import Verdict, judge
from killing.wire import Telegram, sandbox
from pydantic import SecretStr

from bot.settings import Settings
from bot.shop.shopfile import load_shop
from classifier.classifier import Classifier
from playbooks.loader import load_library

# Acts a second, on average: below what a bot can do that lives for a second at a time, so that lines come and go.
PACE = 12
# How long a bot lives, in seconds: half are killed while they start, or soon after, half at work.
SHORT, LONG = (0.02, 1.0), (1.0, 2.6)
# Where thinking is done in a process of its own, a bot works only once that is ready, after two to eight seconds by the
# hour of the machine: so long is measured first, and the half at work lives for up to this much longer.
AT_WORK = 2.6
# Business time that passes with each kill, so that reminders of fifteen minutes fall due along the way.
PASSES = timedelta(minutes=4)
# Beyond every reminder and every weekend.
AT_THE_END = timedelta(days=10)
# A short pause for undo has more replies on their way when a bot dies.
SHOP = "service:\n  undo: 1s\n"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# How long the last bot may take to become quiet, in seconds.
PATIENCE = 240


def main() -> int:
    """Run, print, and fail where anything was lost."""
    given = _arguments()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        # Libraries that calculate in threads of their own read this when loaded, and the parent forks.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kills-") as name, database(given.database, Path(name)) as rows:
        verdict, seconds = run(given, rows, Path(name))
        log = (Path(name) / "bots.log").read_text(errors="replace")
    figures = {
        "database": given.database,
        "mode": "webhook" if given.webhook else "polling",
        "thinking": "process" if given.process else "thread",
        "seed": given.seed,
        "kills": given.kills,
        "seconds": round(time.monotonic() - began, 1),
        "seconds per kill": round(seconds / max(given.kills, 1), 2),
        **verdict.counts,
    }
    show(figures, verdict, log)
    return 1 if verdict.problems else 0


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--webhook", action="store_true", help="updates are brought instead of polled")
    parser.add_argument("--process", action="store_true", help="bots think in processes of their own, as `triage run`")
    return parser.parse_args()


def run(given: Any, rows: Rows, folder: Path) -> tuple[Verdict, float]:
    """Kill, let everything become quiet, and judge; tells how long the killing took, too."""
    classifier = Classifier()
    classifier.warm(load_shop(None).languages)
    load_library()  # kept by the process, like the classifier
    (folder / "shop.yaml").write_text(SHOP)
    gc.freeze()  # so that children share the memory of what is loaded
    with sandbox() as telegram:
        settings = _settings(telegram, rows, folder, webhook=given.webhook)
        bots = Bots(settings, None if given.process else classifier, folder / "bots.log")
        people = _people(telegram, given.seed)
        began = time.monotonic()
        lives = (SHORT, _at_work(bots, people) if given.process else LONG)
        _kill(given.kills, bots, people, (random.Random(f"moments {given.seed}"), lives))
        seconds = time.monotonic() - began
        for passes in (timedelta(), AT_THE_END):
            _pass(bots, telegram, passes)
            _become_quiet(bots, telegram, rows)
        people.look()
        verdict = judge(people, rows, datetime.now(UTC) + bots.ahead)
    verdict.blame("bots that ended by themselves", iter(bots.ended_early.values()))
    return verdict, seconds


def _settings(telegram: Telegram, rows: Rows, folder: Path, *, webhook: bool) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(
        _env_file=None,
        bot_token=telegram.token,
        telegram_api=telegram.address,
        staff_chat=(telegram.staff_chat,),
        database_url=rows.address,
        http_port=port,
        limits="off",
        shop=folder / "shop.yaml",
        webhook_url=f"http://127.0.0.1:{port}" if webhook else None,
        webhook_secret=SecretStr("sesame") if webhook else None,
    )


def _people(telegram: Telegram, seed: int) -> People:
    customers = [telegram.post("customers", first_name=f"Customer {number}")["id"] for number in range(TALKING)]
    agent = telegram.post("agents", first_name="Olga")["id"]
    return People(telegram, random.Random(f"people {seed}"), customers, agent)


def _at_work(bots: Bots, people: People) -> tuple[float, float]:
    """Let a bot begin until it posts a card, and tell how long one lives that is killed at its work."""
    process, began = bots.start(), time.monotonic()
    people.begin()
    while not people.cards and bots.lives(process) and time.monotonic() - began < PATIENCE:
        time.sleep(0.05)
        people.look()
    took = time.monotonic() - began
    bots.kill(process)
    if not people.cards:
        raise RuntimeError(f"no card within {took:.0f} s of a bot's start; see what ended it in bots.log")
    return took, took + AT_WORK


def _kill(kills: int, bots: Bots, people: People, drawn: tuple[random.Random, Sequence[tuple[float, float]]]) -> None:
    """Start and kill, again and again, while people go on; how long a bot lives is drawn by chance from spans."""
    chance, lives = drawn
    for _ in range(kills):
        process = bots.start()
        ends = time.monotonic() + chance.uniform(*chance.choice(lives))
        while (left := ends - time.monotonic()) > 0:
            people.act()
            time.sleep(min(chance.expovariate(PACE), max(left, 0)))
        bots.kill(process)
        if bots.ended_early:
            return
        _pass(bots, people.telegram, PASSES)
        people.jump(PASSES)


def _pass(bots: Bots, telegram: Telegram, passes: timedelta) -> None:
    """Let business time pass, for the customers' messages and for the next bot."""
    bots.ahead += passes
    telegram.post("clock", advance_seconds=passes.total_seconds())


def _become_quiet(bots: Bots, telegram: Telegram, rows: Rows) -> None:
    """Let a bot run until nothing is left to do, and a little longer: the next tick must find nothing either."""
    process = bots.start()
    gives_up = time.monotonic() + PATIENCE
    calm = 0
    while calm < 5 and time.monotonic() < gives_up and bots.lives(process):
        time.sleep(0.5)
        calm = calm + 1 if not telegram.pending() and not rows.open() else 0
    bots.kill(process)


def show(figures: dict[str, Any], verdict: Verdict, log: str) -> None:
    """Print a table and one line of JSON; with problems, what they are and how the bots ended."""
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:<{width}}  {value}")
    for problem in verdict.problems[:50]:
        print(f"PROBLEM {problem}")
    if verdict.problems:
        print(f"the end of the bots' log:\n{log[-4000:]}")
    print(json.dumps(figures))


if __name__ == "__main__":
    sys.exit(main())
