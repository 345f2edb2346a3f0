"""What a report counts: against figures counted by hand, on both databases."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from known_people import a_person, a_talk, add, an_agent, buys, says
from sqlalchemy import select

from bot.clocks import Clocks
from bot.desk.reportview import ReportView
from bot.report import Happened, Opened, Spread, make_report
from bot.reportcharts import draw_report
from bot.reporting import Reports, WeeklyReport
from bot.shop.shopfile import ShopError, load_shop
from bot.storage.engine import Database
from bot.storage.tables import (
    AssessmentRow,
    Correction,
    FollowUpRow,
    Outgoing,
    Page,
    ProfileRow,
    Rating,
    ReplyUse,
    SuggestionRow,
)
from bot.wording import load_wording
from classifier.business_hours import BusinessHours

UTC_ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # the first moment of a week
NEXT = MONDAY + timedelta(days=7)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def judged(session, talk, said, intent, at, *, number=None):
    """A message that was assessed, with a suggestion whose card was about an order; returns the suggestion."""
    row = await add(
        session,
        AssessmentRow(
            message_id=said, conversation_id=talk, turn=1, lang="en", intent=intent, at=at, content={"words": ""}
        ),
    )
    facts = {"order": {"number": number} if number else None}
    return await add(
        session,
        SuggestionRow(
            assessment_id=row, conversation_id=talk, turn=1, at=at, content={"suggestion": {}, "facts": facts}
        ),
    )


async def asked(session, customer, at, intent, *, answered=None, lang="en", text="it broke", **more):
    """A conversation with one question and perhaps an answer; returns conversation and suggestion."""
    number = more.pop("number", None)
    talk, said = await a_talk(session, customer, text, at=at, lang=lang, **more)
    if answered:
        await says(session, talk, "we look", at=at + answered, direction="outgoing")
    return talk, await judged(session, talk, said, intent, at, number=number)


async def a_week(session):
    """A week of which everything is known; open around noon, so an hour is an open hour."""
    anna = await a_person(session, "Anna")
    rich = await a_person(session, "Rich")
    boris = await a_person(session, "Boris")
    olga = await an_agent(session)
    for person, percentile in ((anna, 0.1), (rich, 0.95)):
        content = {"figures": {"margin_percentile": [percentile, ""]}, "verdicts": {}}
        values = {"computed_at": MONDAY, "good_until": MONDAY, "lifecycle": "active", "value": "standard"}
        session.add(ProfileRow(customer_id=person, content=content, **values))
    await buys(session, anna, "1001", "Brume desk lamp", "Cable")
    await buys(session, rich, "1002", "Copper kettle")
    noon = MONDAY + 12 * HOUR
    first, use = await asked(
        session, anna, noon, "product_fault", answered=20 * MINUTE, text="the lamp flickers", number="1001"
    )
    second, changed = await asked(session, rich, noon + 24 * HOUR, "product_fault", answered=10 * MINUTE, number="1002")
    third, skipped = await asked(
        session, boris, noon + 48 * HOUR, "order_status", answered=3 * HOUR, lang="ru", reopened=True
    )
    unread, _ = await asked(session, boris, noon + 72 * HOUR, "order_status", lang="ru")
    await says(session, unread, "we are away", at=noon + 72 * HOUR + MINUTE, direction="automatic")  # is no answer
    await a_talk(session, boris, at=noon, resolved_at=noon)  # words that an agent kept: nobody wrote here
    await asked(session, boris, MONDAY - HOUR, "praise")  # the week before
    await asked(session, boris, NEXT, "praise")  # the week after
    for suggestion, talk, outcome in (
        (use, first, "unchanged"),
        (changed, second, "changed"),
        (skipped, third, "skipped"),
    ):
        values = {"playbook": "p", "tone": "warm", "lang": "en", "outcome": outcome}
        session.add(ReplyUse(suggestion_id=suggestion, conversation_id=talk, at=noon, **values))
    await promised(session, first, due=noon + HOUR, kept_at=noon + 50 * MINUTE)
    await promised(session, second, due=noon + 25 * HOUR, kept_at=noon + 26 * HOUR)
    session.add(Correction(conversation_id=first, agent_id=olga, turn=1, axis="value", right="gold", at=noon))
    session.add(Page(conversation_id=first, turn=1, flag="safety", raised_at=noon))
    session.add(Page(conversation_id=second, turn=1, flag="safety", raised_at=noon, false_at=noon))
    session.add(Rating(conversation_id=first, customer_id=anna, lang="en", asked_at=noon, score=3, rated_at=noon))
    session.add(Rating(conversation_id=second, customer_id=rich, lang="en", asked_at=noon))


async def promised(session, talk, *, due, kept_at):
    """A promise, and the next thing that we said."""
    made = due - 45 * MINUTE
    values = {"source": "playbook", "text": "write again", "created_at": made, "status": "fired"}
    await add(session, FollowUpRow(conversation_id=talk, due_at=due, **values))
    await says(session, talk, "as promised", at=kept_at, direction="outgoing")


@pytest.fixture
def shop():
    return load_shop(None)


async def test_every_figure_is_as_counted_by_hand(database, shop):
    """Nothing of the weeks beside it, closed hours left out, on both databases alike."""
    async with database.writing() as session:
        await a_week(session)
    week, before = await Reports(database, shop, UTC_ZONE)(NEXT, 7)

    assert (week.conversations, week.messages, week.unanswered, week.reopened) == (4, 4, 1, 1)
    assert week.by_lang == {"en": 2, "ru": 2}
    assert week.by_intent == {"order_status": 2, "product_fault": 2}
    assert week.by_day[date(2026, 3, 2)] == 1
    assert (len(week.by_day), sum(week.by_day.values())) == (7, 4)
    assert week.first_reply == Spread(3, 20 * MINUTE, 20 * MINUTE)
    assert week.first_reply_by_lang["ru"] == Spread(1, 3 * HOUR, 3 * HOUR)
    assert week.first_reply_by_value["low"].half == 20 * MINUTE
    assert week.first_reply_by_value["top"].half == 10 * MINUTE
    assert (week.promises_kept, week.promises) == (1, 2)
    assert week.faults == [("Brume desk lamp", 1), ("Copper kettle", 1)]
    assert week.uses == {"unchanged": 1, "changed": 1, "skipped": 1}
    assert (week.corrections, week.pages, week.false_pages) == (1, 2, 1)
    assert (week.asked, week.ratings) == (2, {3: 1})
    assert (before.conversations, before.by_intent) == (1, {"praise": 1})


async def test_the_words_are_read_in_a_minute_and_name_no_danger(database, shop):
    """What changed against the week before, in words; never what somebody was paged for."""
    async with database.writing() as session:
        await a_week(session)
    week, before = await Reports(database, shop, UTC_ZONE)(NEXT, 7)
    english, russian = (ReportView(load_wording(lang), shop.name)(week, before) for lang in ("en", "ru"))

    assert "New conversations: 4 (1 before)" in english
    assert any("half within 20 min" in line for line in english)
    assert "• Brume desk lamp: 1" in english
    assert "Новых разговоров: 4 (раньше 1)" in russian
    assert len(english) == len(russian) <= 25
    assert not any(word in "\n".join(english).lower() for word in ("hurt", "self", "extra care"))


async def test_the_week_is_told_once_to_who_leads(database, migrated_url, shop):
    """At its time, by whichever process comes first, and not again after a restart."""
    async with database.writing() as session:
        await a_week(session)
    other = Database(migrated_url)
    early, due = NEXT + 8 * HOUR, NEXT + 9 * HOUR + MINUTE
    told = [await a_round(one, shop, at)() for one, at in ((database, early), (database, due), (other, due))]
    async with database.reading() as session:
        rows = list((await session.scalars(select(Outgoing))).all())
    await other.close()

    assert told == [False, True, False]
    assert [row.chat_id for row in rows] == [77]
    assert "New conversations: 4" in rows[0].content["text"]


async def test_a_desk_that_stood_still_is_told_the_week_after(database, shop):
    """A report of last week in the middle of this one is no news."""
    assert await a_round(database, shop, NEXT + 3 * 24 * HOUR)() is False


def a_round(database, shop, now):
    reports = Reports(database, shop, UTC_ZONE)
    clocks = Clocks(business=lambda: now, machine=lambda: now)
    return WeeklyReport(reports, clocks, (77,), load_wording("en"))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (MONDAY + 9 * HOUR, MONDAY + 9 * HOUR),
        (MONDAY + 8 * HOUR, MONDAY - timedelta(days=7) + 9 * HOUR),
        (MONDAY + timedelta(days=6), MONDAY + 9 * HOUR),
    ],
)
def test_when_it_is_due(shop, now, due):
    """The last Monday at nine that has been."""
    assert a_round(None, shop, now).due_before(now) == due


def test_a_shop_chooses_its_day_or_none(tmp_path):
    """An empty day means that nobody is told by themselves; a word that is no day is refused."""
    file = tmp_path / "shop.yaml"
    file.write_text('report: {day: friday, at: "16:30"}\n')
    friday = load_shop(file)
    file.write_text("report: {day: }\n")
    never = load_shop(file)
    file.write_text("report: {day: someday}\n")
    with pytest.raises(ShopError, match="someday"):
        load_shop(file)

    assert (friday.report.day, f"{friday.report.at:%H:%M}") == (4, "16:30")
    assert a_round(None, never, MONDAY).due_before(MONDAY) is None


def test_nothing_is_a_report_too(shop):
    """A shop to which nobody wrote is told so in a sentence, without a picture."""
    hours = BusinessHours(UTC_ZONE)
    empty = make_report(Happened(), MONDAY, NEXT, hours)

    assert ReportView(load_wording("en"), shop.name)(empty, empty)[1].startswith("Nobody wrote")
    assert draw_report(empty, load_wording("en")) is None


def test_waits_are_open_hours(shop):
    """A question of the evening that is answered in the morning has waited minutes."""
    evening, morning = MONDAY + 20 * HOUR + 50 * MINUTE, MONDAY + 33 * HOUR + 5 * MINUTE
    happened = Happened(opened=[Opened(evening, "en", None, False, answered_at=morning)])
    report = make_report(happened, MONDAY, NEXT, BusinessHours(UTC_ZONE))

    assert report.first_reply.half == 15 * MINUTE


async def test_the_picture_is_drawn_in_the_desks_language(database, shop):
    """A PNG that a phone shows."""
    async with database.writing() as session:
        await a_week(session)
    week, _ = await Reports(database, shop, UTC_ZONE)(NEXT, 7)
    picture = draw_report(week, load_wording("ru"))

    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000
