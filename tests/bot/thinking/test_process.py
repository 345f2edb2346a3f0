"""Thinking in a process of its own: the same conclusions, and no message is lost whatever becomes of that process."""

import asyncio
import os
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from wilful import DEADLY, ENDLESS, GARBLED, ONCE

import classifier.pipeline
from bot import readying
from bot.incoming import Incoming
from bot.measures import Measures
from bot.settings import Settings
from bot.shelf import Shelf
from bot.shop.shopfile import load_shop
from bot.storage.cases import Case
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.thinking import partner, spawning
from bot.thinking import process as process_module
from bot.thinking.premises import Premises
from bot.thinking.process import InProcess
from bot.thinking.requests import Setup
from bot.thinking.thinking import Thinking
from classifier.assessment import Said
from classifier.history.orders import Item, Order, ShopStatistics

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
PLAIN = "Where is my parcel 1042? I have been waiting for two weeks!"
ORDERS = [
    Order("1042", NOW - timedelta(days=14), "EUR", Decimal(60), [Item("T1", "Tent", 1, Decimal(60))], as_of=NOW),
    Order("0871", NOW - timedelta(days=80), "EUR", Decimal(20), [Item("M1", "Mug", 2, Decimal(10))], as_of=NOW),
]
KNOWN = Case(
    customer=Customer(id=7, first_name="Anna", last_language="en", created_at=NOW - timedelta(days=90)),
    conversation=Conversation(
        id=3, customer_id=7, opened_at=NOW - timedelta(hours=2), waiting_since=NOW - timedelta(hours=1), unanswered=1
    ),
    said=[Said("customer", "Hello? Is anybody there?", NOW - timedelta(hours=1))],
    orders=ORDERS,
    linked=True,
)
HOURS = "name: mars\nsummary: Ours.\nwhen: {{words: {{en: [zebra]}}}}\nsubstance: {{en: The zebra comes at {hour}.}}\n"
SPANISH = "Me han cobrado dos veces, quiero que me devuelvan el dinero ya."


def writes(text):
    return Incoming(telegram_id=1, chat_id=1, message_id=5, at=NOW, text=text, first_name="Anna")


@pytest.fixture(scope="module")
def shop():
    return load_shop(None, {"languages": ["en"]})


@pytest.fixture
def thinking(shop, classifier):
    """The same thoughts in this process."""
    zone = ZoneInfo("UTC")
    measures = Measures(ShopStatistics(currency=shop.currency), NOW)
    return Thinking(classifier, Premises.of(shop, zone, "en", shelf=Shelf.of(None), measures=measures))


@asynccontextmanager
async def process(thinking):
    premises = thinking.premises
    thinker = InProcess(Setup(premises.shop, premises.shelf.folder, ZoneInfo("UTC"), "en"))
    thinker.take(premises)
    try:
        await thinker.ready.wait()
        yield thinker
    finally:
        await thinker.stop()


@pytest.fixture
def wilful(monkeypatch):
    monkeypatch.setattr(spawning, "PROGRAM", "wilful")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)


async def test_it_concludes_what_this_process_would(thinking):
    """Of a stranger and of a known customer, in two languages, and by figures that are new; what was asked comes back."""
    dear = replace(KNOWN, orders=[replace(ORDERS[0], id=str(number), total=Decimal(900)) for number in range(30)])
    async with process(thinking) as think:
        for case, text in ((Case(), PLAIN), (KNOWN, PLAIN), (Case(), SPANISH), (dear, PLAIN)):
            told = await think(case, writes(text), NOW)
            assert told == thinking(case, writes(text), NOW)
            assert told.case is case
        thinking.premises.measures.fair = False  # value no longer counts, the clock says
        unfair = await think(dear, writes(PLAIN), NOW)

    assert unfair.priority == thinking(dear, writes(PLAIN), NOW).priority != told.priority


async def test_a_changed_playbook_is_read_there_too(thinking, tmp_path):
    """The owner saves one, and the next message is answered with it."""
    own = tmp_path / "hours.yaml"
    own.write_text(HOURS.format(hour="nine"), encoding="utf-8")
    shelf = Shelf.of(tmp_path)
    thinking = replace(thinking, premises=replace(thinking.premises, shelf=shelf))
    async with process(thinking) as think:
        before = await think(Case(), writes("A word about the zebra, please."), NOW)
        own.write_text(HOURS.format(hour="ten"), encoding="utf-8")
        while not shelf.refresh():
            await asyncio.sleep(0.01)
        after = await think(Case(), writes("A word about the zebra, please."), NOW)

    assert "The zebra comes at nine" in before.suggestion.replies[0].text
    assert "The zebra comes at ten" in after.suggestion.replies[0].text


async def test_one_that_is_killed_is_replaced(thinking, wilful, tmp_path):
    """Its memory is full once: all are thought about again. A message that ends it twice has a plain card, no other."""
    once = writes(f"{ONCE}{tmp_path / 'here'}")
    async with process(thinking) as think:
        asked = (once, writes(PLAIN), writes(DEADLY), writes(PLAIN))
        told = await asyncio.gather(*(think(Case(), one, NOW) for one in asked))

    assert [bool(one.suggestion.replies) for one in told] == [True, True, False, True]
    assert told[1] == told[3] == thinking(Case(), writes(PLAIN), NOW)
    assert told[2].facts.quote == DEADLY


async def test_a_message_without_an_end_is_given_up(thinking, wilful, monkeypatch):
    """One expression that runs forever would hold every other customer up."""
    monkeypatch.setattr(partner.Partner.ask, "__defaults__", (8.0,))
    monkeypatch.setattr(process_module, "TRIES", 1)
    async with process(thinking) as think:
        told = await asyncio.gather(think(Case(), writes(ENDLESS), NOW), think(Case(), writes(PLAIN), NOW))

    assert [bool(one.suggestion.replies) for one in told] == [False, True]


async def test_a_stop_leaves_nothing_behind(thinking, wilful):
    """Ctrl-C while a message is thought about: it stays stored, the process ends, and none comes after it."""
    thinker = InProcess(Setup(thinking.premises.shop, None, ZoneInfo("UTC"), "en"))
    thinker.take(thinking.premises)
    await thinker.ready.wait()
    child = thinker._partner._spawned.process
    asking = asyncio.create_task(thinker(Case(), writes(ENDLESS), NOW))
    await asyncio.sleep(0.2)
    await thinker.stop()
    await asyncio.wait([asking])

    assert asking.cancelled()
    assert child.poll() is not None
    assert thinker._coming is None


async def test_an_answer_that_nobody_can_read_is_asked_for_again(thinking, wilful):
    """As after an update of the program under a running bot: what cannot be read holds nobody up."""
    async with process(thinking) as think:
        asked = (writes(GARBLED), writes(PLAIN))
        told = await asyncio.gather(*(think(Case(), one, NOW) for one in asked))

    assert [bool(one.suggestion.replies) for one in told] == [False, True]


async def test_where_no_process_can_be_had_this_one_thinks(thinking, monkeypatch):
    """A machine without room for a second one still serves its customers."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with process(thinking) as think:
        told = await think(Case(), writes(PLAIN), NOW)

    assert told == thinking(Case(), writes(PLAIN), NOW)


async def test_one_that_dies_at_every_start_is_done_without(thinking, monkeypatch):
    """As where its memory is taken from it before it is ready."""
    monkeypatch.setattr(spawning, "PROGRAM", "bot.thinking.nothing_here")
    async with process(thinking) as think:
        told = await think(Case(), writes(PLAIN), NOW)

    assert told.suggestion.replies


async def test_a_stop_before_it_is_ready_waits_for_nothing(thinking):
    """Ctrl-C in the first second."""
    thinker = InProcess(Setup(thinking.premises.shop, None, ZoneInfo("UTC"), "en"))
    await asyncio.sleep(0)
    await thinker.stop()


def test_it_ends_with_a_bot_that_is_killed():
    """Else each kill would leave one behind, until the memory is full."""
    parent = (
        "import time; from bot.thinking.spawning import spawn; print(spawn().process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE) as bot:
        thinking = int(bot.stdout.readline())
        assert is_running(thinking)
        bot.kill()
    until = time.monotonic() + 60
    while is_running(thinking) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(thinking)


def test_nothing_in_the_folder_of_the_bot_is_taken_for_a_module(tmp_path, monkeypatch):
    """Under systemd that is the data folder: what lies there is no program."""
    (tmp_path / "selectors.py").write_text("raise SystemExit('taken')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    spawned = spawning.spawn()
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            spawned.process.wait(1.0)
    finally:
        spawned.end()


def test_a_container_with_one_cores_time_has_none_to_spare(tmp_path):
    """`docker --cpus=1` on a machine with many cores; without a limit the cores count."""
    quota = tmp_path / "cpu.max"
    quota.write_text("100000 100000\n", encoding="ascii")
    assert not spawning.has_core_to_spare(quota)
    quota.write_text("max 100000\n", encoding="ascii")
    assert spawning.has_core_to_spare(quota) == spawning.has_core_to_spare(tmp_path / "none") == (cores() > 1)


def cores():
    return len(os.sched_getaffinity(0))


async def test_a_thread_thinks_with_what_was_made_ready(thinking, monkeypatch):
    """On one core the first customer must not wait for a second classifier."""
    monkeypatch.setattr(readying, "has_core_to_spare", lambda: False)
    thinker = readying.begin_thinking(Settings(_env_file=None), thinking.premises.shop, classifier=None, early=None)
    thinker.take(thinking.premises)
    await thinker.ready.wait()
    monkeypatch.setattr(classifier.pipeline, "build_pipeline", lambda lang: pytest.fail(f"{lang} was not ready"))
    told = await thinker(Case(), writes(PLAIN), NOW)
    await thinker.stop()

    assert told.suggestion.replies


def is_running(pid):
    """Tell whether a process has work left; one that only waits for its burial has not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
