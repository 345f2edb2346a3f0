"""Promises count open hours only, also on the nights clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from classifier.business_hours import BusinessHours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYTIME = BusinessHours(AMSTERDAM)
MINUTE = timedelta(minutes=1)


def local(text: str) -> datetime:
    """Read a time on the shop's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-10 08:59:59", False),
        ("2026-03-10 09:00", True),
        ("2026-03-10 20:59:59", True),
        ("2026-03-10 21:00", False),
        ("2026-03-10 00:00", False),
    ],
)
def test_the_desk_is_open_from_nine_to_nine(at, is_open):
    """Opening counts from its minute on, the closing minute is closed."""
    assert DAYTIME.is_open(local(at)) is is_open


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-10 14:00", 30, "2026-03-10 14:30"),
        ("2026-03-10 20:45", 30, "2026-03-11 09:15"),
        ("2026-03-10 20:30", 30, "2026-03-10 21:00"),
        ("2026-03-10 03:00", 30, "2026-03-10 09:30"),
        ("2026-03-10 22:00", 0, "2026-03-11 09:00"),
        ("2026-03-10 09:00", 12 * 60 + 1, "2026-03-11 09:01"),
    ],
)
def test_a_promise_counts_open_minutes(start, minutes, due):
    """Half an hour promised at a quarter to closing ends a quarter after opening."""
    assert DAYTIME.add(local(start), minutes * MINUTE) == local(due)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2026-03-10 14:00", "2026-03-10 15:00", 1),
        ("2026-03-10 20:00", "2026-03-11 10:00", 2),
        ("2026-03-10 22:00", "2026-03-11 08:00", 0),
        ("2026-03-10 15:00", "2026-03-10 14:00", 0),
        ("2026-03-09 00:00", "2026-03-16 00:00", 84),
    ],
)
def test_waiting_is_measured_in_open_time(begin, end, hours):
    """A night between question and answer is not waiting."""
    assert DAYTIME.between(local(begin), local(end)) == timedelta(hours=hours)


def test_closed_days_are_skipped():
    """Friday evening's half hour ends on Tuesday morning when Monday is a holiday."""
    hours = BusinessHours(AMSTERDAM, closed_weekdays=frozenset({5, 6}), holidays=frozenset({date(2026, 4, 6)}))

    assert hours.add(local("2026-04-03 20:50"), 30 * MINUTE) == local("2026-04-07 09:20")
    assert hours.next_open(local("2026-04-04 12:00")) == local("2026-04-07 09:00")


@pytest.mark.parametrize(
    ("night", "length"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)],
)
def test_a_day_around_the_clock_is_as_long_as_it_is(night, length):
    """When clocks change, the day has 23 or 25 hours, and none is lost or counted twice."""
    begin = datetime.fromisoformat(night).replace(tzinfo=AMSTERDAM)
    end = (begin + timedelta(days=1)).astimezone(UTC)

    assert BusinessHours.always(AMSTERDAM).between(begin, end) == timedelta(hours=length)


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-03-28 20:45", "2026-03-29 09:15"), ("2026-10-24 20:45", "2026-10-25 09:15")],
)
def test_opening_keeps_its_wall_clock_time_when_clocks_change(start, due):
    """The desk opens at nine by the clock on the wall, whatever happened at night."""
    assert DAYTIME.add(local(start), 30 * MINUTE) == local(due)


def test_hours_after_midnight_belong_to_the_evening_before():
    """A desk open from 18 to 2 is open at one o'clock, also into its closed day."""
    hours = BusinessHours(AMSTERDAM, opens=time(18), closes=time(2), closed_weekdays=frozenset({6}))

    assert hours.is_open(local("2026-03-08 01:00"))
    assert not hours.is_open(local("2026-03-09 01:00"))
    assert hours.add(local("2026-03-10 23:30"), timedelta(hours=3)) == local("2026-03-11 18:30")


def test_around_the_clock_never_waits():
    """Without closing, business time is time."""
    now = local("2026-03-10 23:59")

    assert BusinessHours.always(AMSTERDAM).add(now, timedelta(hours=50)) == now + timedelta(hours=50)


def test_adding_and_measuring_agree():
    """What is added is what is measured, from any minute of a week with a change of clocks."""
    for step in range(0, 7 * 24 * 60, 97):
        start = local("2026-03-26 00:00") + step * MINUTE
        due = DAYTIME.add(start, timedelta(minutes=431))

        assert DAYTIME.between(start, due) == timedelta(minutes=431)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"closed_weekdays": frozenset({7})}, "weekdays \\[7\\] do not exist"),
        ({"closed_weekdays": frozenset(range(7))}, "leave at least one open"),
        ({"opens": time(9, tzinfo=UTC)}, "zone of their own"),
    ],
)
def test_impossible_hours_are_refused(wrong, sentence):
    """The error says what would be right."""
    with pytest.raises(ValueError, match=sentence):
        BusinessHours(AMSTERDAM, **wrong)


def test_a_shop_that_never_opens_is_an_error_not_an_endless_loop():
    """Holidays for more than a year are a mistake in the calendar."""
    holidays = frozenset(date(2026, 1, 1) + timedelta(days=day) for day in range(800))

    with pytest.raises(ValueError, match="does not open within 400 days"):
        BusinessHours(AMSTERDAM, holidays=holidays).next_open(local("2026-02-01 10:00"))


def test_time_does_not_run_backwards():
    """A negative promise is a mistake of the caller."""
    with pytest.raises(ValueError, match="zero or more"):
        DAYTIME.add(local("2026-03-10 10:00"), -MINUTE)
