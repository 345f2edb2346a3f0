"""What `/metrics` tells: what came, what was sent, how long it took; never a name or a word of anybody."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from bot.metrics import APART, Metrics, seconds_between
from bot.shop.live.events import Outcome as Delivered
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.tables.traffic import Outgoing
from bot.telegram.attempt import Attempt
from bot.telegram.counting import NAMES, count_outcome
from bot.telegram.limits import GROUP
from bot.telegram.outcomes import Outcome, Wait
from bot.web.metrics import MetricsPage, ShopCounts, minutes_of
from classifier.assessment import Flag
from classifier.taxonomy import FLAGS

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


async def scrape(app):
    """Ask as Prometheus does; gives the text."""
    async with aiohttp.ClientSession() as http, http.get(f"{app.address}/metrics") as answer:
        text = await answer.text()
    assert (answer.status, answer.content_type) == (200, "text/plain")
    return text


def value(where, name, **labels):
    """Read one figure of an app or of its metrics."""
    metrics = where if isinstance(where, Metrics) else where.parts.metrics
    return metrics.registry.get_sample_value(f"triage_{name}", labels)


async def test_the_way_of_a_message_is_counted(harness):
    """Received, triaged, kept, sent; and how long until its card was with the agents."""
    anna = harness.telegram.customer("Anna")
    async with harness.bot() as app:
        harness.telegram.write(anna, "Where is my order 1042? I need it today!")
        await harness.card()
        await scrape(app)

    assert value(app, "updates_worked_total") >= value(app, "updates_received_total", kind="message") >= 1
    assert value(app, "messages_total", kind="text") == 1
    assert value(app, "sends_total", kind="relay", outcome="sent") == 1
    assert value(app, "sends_total", kind="card", outcome="sent") == 1
    assert value(app, "verdicts_total", axis="demeanour", type="hurried") == 1
    assert value(app, "card_seconds_count") == 1
    assert 0 < value(app, "update_seconds_sum") < 20
    assert 0 < value(app, "card_seconds_sum") < 20
    assert value(app, "intake_backlog") >= 0
    assert value(app, "database_up") == 1


async def test_what_agents_did_is_counted(harness):
    """A suggestion sent as it stood, by its playbook; a reminder that fired, and that it was late."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    async with harness.bot() as app:
        harness.telegram.write(anna, "Where is my order 1042?")
        card = await harness.card()
        harness.telegram.write_in_topic(olga, card["message_thread_id"], "/remind 2h ask the warehouse")
        await harness.telegram.until(lambda: "⏰" in harness.cards()[-1]["text"], timeout=15)
        harness.telegram.press(olga, card["message_id"], harness.staff, harness.button(card, "say"))
        await harness.telegram.until(lambda: len(harness.texts(anna.id)) == 2, timeout=15)
        harness.clock.advance(timedelta(hours=3))
        await harness.telegram.until(lambda: "⏰ Reminder" in str(harness.texts(harness.staff)), timeout=15)
        await scrape(app)
    used = [sample for sample in app.parts.metrics.suggestions.collect()[0].samples if sample.value]

    assert value(app, "reminders_late_total") == 1
    assert [(sample.labels["outcome"], sample.value) for sample in used] == [("unchanged", 1)]


async def test_no_word_and_no_name_is_told(harness):
    """Neither what a customer wrote, nor who they are, nor their ids, nor the token stand among the figures."""
    anna = harness.telegram.customer("Ferdinanda")
    async with harness.bot() as app:
        harness.telegram.write(anna, "the card 492977418823 of Wilhelmina")
        await harness.card()
        text = await scrape(app)
    found = [word for word in ("Ferdinanda", "Wilhelmina", "492977418823", str(anna.id), app.bot.token) if word in text]

    assert found == []


def test_every_metric_keeps_to_the_conventions():
    """A name of ours, words that say what it is; the text can be read back."""
    families = [family for family in Metrics().registry.collect() if family.name.startswith("triage_")]

    assert len(families) >= 20
    assert [family.name for family in families if not family.documentation.endswith(".")] == []


def test_two_bots_do_not_count_together():
    """Each has its own registry, so that tests, the sandbox and a bot live in one process."""
    ours, theirs = Metrics(), Metrics()
    ours.worked.inc()

    assert (value(ours, "updates_worked_total"), value(theirs, "updates_worked_total")) == (1, 0)


@pytest.mark.parametrize("kind", Outcome.__args__)
def test_every_outcome_of_sending_has_a_name(kind):
    """Sent, retried, ambiguous or failed: none is left uncounted."""
    assert NAMES[kind] in {"sent", "retried", "ambiguous", "failed"}


def test_a_wait_that_telegram_asks_for_is_counted_with_its_seconds():
    """And each of the rows that were to go out together counts as one to be sent again."""
    metrics = Metrics()
    rows = [Outgoing(kind="relay", line="s:1", chat_id=-1, priority=2, not_before=NOON, created_at=NOON)] * 2
    count_outcome(metrics, Attempt(rows[0], [rows[1]]), Wait(17), NOON)

    assert value(metrics, "sends_total", kind="relay", outcome="retried") == 2
    assert value(metrics, "telegram_waits_total") == 1
    assert value(metrics, "telegram_wait_seconds_total") == 17


def test_a_dark_matter_is_counted_without_its_word():
    """Self-harm and vulnerability are kept out of whatever reports read, and so out of these figures."""
    metrics = Metrics()
    flag = next(flag for flag in FLAGS if flag == "self_harm")
    metrics.saw("text", Judged(flags=(Flag(flag, 0.9, "page", ()), Flag("legal_threat", 0.9, "check", ()))), {flag})

    assert value(metrics, "flags_total", type=APART, tier="page") == 1
    assert value(metrics, "flags_total", type="legal_threat", tier="check") == 1
    assert value(metrics, "flags_total", type=flag, tier="page") is None


class Judged:
    """The part of an assessment that is counted."""

    def __init__(self, flags):
        self.verdicts, self.flags = {}, flags


def test_a_groups_queue_is_told_in_minutes():
    """What a full bucket holds goes at once; the rest at fifteen a minute."""
    assert minutes_of(0) == minutes_of(int(GROUP.burst)) == 0
    assert minutes_of(4 + 150) == 10


def test_the_shops_deliveries_are_told_by_door_and_outcome():
    """From the counts that the doors keep, with a word for each answer."""
    metrics = Metrics()
    metrics.registry.register(
        ShopCounts(Counter({("shopify", str(Delivered.SAME)): 2, ("engagement", "try again"): 1}))
    )

    assert value(metrics, "shop_deliveries_total", door="shopify", outcome="same") == 2
    assert value(metrics, "shop_deliveries_total", door="engagement", outcome="try_again") == 1


def test_a_clock_that_was_set_back_makes_nothing_negative():
    """Histograms only count up."""
    assert seconds_between(NOON, NOON - timedelta(seconds=5)) == 0


class Away:
    """A database that does not answer."""

    def reading(self):
        raise OperationalError("SELECT 1", {}, ConnectionRefusedError())


async def test_an_outage_of_the_database_is_a_figure_and_not_an_error():
    """A scrape during an outage still tells what was counted, and that the database is away."""
    metrics = Metrics()
    metrics.database_up.set(1)
    answer = await MetricsPage(metrics, Away()).answer(None)
    families = {family.name for family in text_string_to_metric_families(answer.body.decode())}

    assert answer.status == 200
    assert "triage_updates_worked" in families
    assert value(metrics, "database_up") == 0
    assert value(metrics, "database_outages_total", part="metrics") == 1


async def test_what_waits_is_told_on_either_database(database_url):
    """Backlogs are looked up when asked for, by group; a group that was worked off is no longer told of."""
    await migrate(database_url)
    database, metrics = Database(database_url), Metrics()
    page = MetricsPage(metrics, database)
    async with database.writing() as session:
        rows = [
            Outgoing(kind="relay", line=f"s:{n}", chat_id=-7, priority=2, not_before=NOON, created_at=NOON)
            for n in range(19)
        ]
        session.add_all(rows)
    await page.answer(None)
    before = value(metrics, "outgoing_backlog"), value(metrics, "group_backlog_minutes", group="-7")
    async with database.writing() as session:
        for row in rows:
            (await session.get_one(Outgoing, row.id)).state = "sent"
    await page.answer(None)
    await database.close()

    assert before == (19, 1)
    assert value(metrics, "outgoing_backlog") == 0
    assert value(metrics, "group_backlog_minutes", group="-7") is None
