"""What `/remind` understands beside times: events of an order, the customer's silence, and again and again."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.desk.reminder_words import next_time, read_reminder

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def local(moment):
    return moment and f"{moment.at.astimezone(AMSTERDAM):%d.%m. %H:%M}"


@pytest.mark.parametrize(
    ("text", "event", "order", "latest", "rest"),
    [
        ("when DHL says delivered", "delivered", None, None, ""),
        ("when it is delivered ask whether all is there", "delivered", None, None, "ask whether all is there"),
        ("call Anna once #1042 has arrived", "delivered", "1042", None, "call Anna"),
        ("as soon as it ships", "shipped", None, None, ""),
        ("when #1042 is shipped", "shipped", "1042", None, ""),
        ("when refunded tell Anna", "refunded", None, None, "tell Anna"),
        ("after delivery", "delivered", None, None, ""),
        ("the day after delivery call Anna", "day_after", None, None, "call Anna"),
        ("when delivered or Friday at 10", "delivered", None, "20.11. 10:00", ""),
        ("call Anna when it arrives, at the latest Friday", "delivered", None, "20.11. 09:00", "call Anna"),
        ("когда доставят", "delivered", None, None, ""),
        ("когда доставят, спросить", "delivered", None, None, "спросить"),
        ("позвонить, как только отправят", "shipped", None, None, "позвонить"),
        ("когда вернут деньги", "refunded", None, None, ""),
        ("после доставки спросить", "delivered", None, None, "спросить"),
        ("на следующий день после доставки", "day_after", None, None, ""),
    ],
)
def test_an_event_of_an_order(text, event, order, latest, rest):
    """Which event, of which order, until when at the latest, and what for."""
    wanted = read_reminder(text, NOW, AMSTERDAM)

    assert (wanted.event, wanted.order, local(wanted.moment), wanted.text) == (event, order, latest, rest)


@pytest.mark.parametrize(
    ("text", "due", "rest"),
    [
        ("if she doesn't answer by Friday", "20.11. 09:00", ""),
        ("if he does not reply in 2 days close it", "20.11. 10:00", "close it"),
        ("if they don’t respond within 3 hours", "18.11. 13:00", ""),
        ("if no answer by tomorrow", "19.11. 09:00", ""),
        ("unless she writes by Friday, call her", "20.11. 09:00", "call her"),
        ("если не ответит 2 дня", "20.11. 10:00", ""),
        ("если не ответит до пятницы, закрыть", "20.11. 09:00", "закрыть"),
        ("если клиент молчит 2 дня", "20.11. 10:00", ""),
        ("in 2 days if no answer: call her", "20.11. 10:00", "call her"),
        ("завтра, если не ответит", "19.11. 09:00", ""),
    ],
)
def test_silence(text, due, rest):
    """It comes only where the customer says nothing until then."""
    wanted = read_reminder(text, NOW, AMSTERDAM)

    assert (wanted.silence, local(wanted.moment), wanted.text) == (True, due, rest)


@pytest.mark.parametrize(
    ("text", "repeats", "first", "rest"),
    [
        ("every Monday at 10", "0", "23.11. 10:00", ""),
        ("every day at 9", "daily", "19.11. 09:00", ""),
        ("every day at 11: look at the board", "daily", "18.11. 11:00", "look at the board"),
        ("look at the board every day at 9", "daily", "19.11. 09:00", "look at the board"),
        ("every weekday at 8:30", "working", "19.11. 08:30", ""),
        ("daily 9:00", "daily", "19.11. 09:00", ""),
        ("каждый день в 9", "daily", "19.11. 09:00", ""),
        ("каждый понедельник в 10 отчёт", "0", "23.11. 10:00", "отчёт"),
        ("по будням в 9", "working", "19.11. 09:00", ""),
        ("по пятницам", "4", "20.11. 09:00", ""),
        ("at 10 every day call", "daily", "19.11. 10:00", "call"),
        ("в 11 каждый понедельник отчёт", "0", "23.11. 11:00", "отчёт"),
    ],
)
def test_again_and_again(text, repeats, first, rest):
    """From the next such time on, at the shop's hour."""
    wanted = read_reminder(text, NOW, AMSTERDAM)

    assert (wanted.repeats, local(wanted.moment), wanted.text) == (repeats, first, rest)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("if she doesn't answer", "says no time; write if no answer by Friday"),
        ("every day in 2 hours", "names no hour; write every Monday 10:00"),
        ("every", "'every' does not begin with a time"),
        ("when pigs fly", "'when pigs fly' does not begin with a time"),
    ],
)
def test_what_is_not_understood(text, sentence):
    """Refused with what would be right."""
    with pytest.raises(ValueError, match=sentence):
        read_reminder(text, NOW, AMSTERDAM)


def test_a_time_before_a_condition_is_the_time():
    """What begins "tomorrow at 9 ask when it arrives" is for tomorrow: what follows is what for."""
    wanted = read_reminder("tomorrow at 9 ask when it arrives", NOW, AMSTERDAM)

    assert (wanted.event, wanted.text) == (None, "ask when it arrives")


def test_what_recurs_keeps_its_hour_over_a_change_of_summer_time():
    """Each day at nine by the shop's clocks, one time a day."""
    wall, at, seen = datetime.fromisoformat("2027-03-26T09:00"), datetime(2027, 3, 26, 10, tzinfo=UTC), []
    for _ in range(4):
        moment = next_time("daily", wall, at, AMSTERDAM)
        at = moment.at
        seen.append(f"{at:%d %H:%M} {at.astimezone(AMSTERDAM):%H:%M}")

    assert seen == ["27 08:00 09:00", "28 07:00 09:00", "29 07:00 09:00", "30 07:00 09:00"]
