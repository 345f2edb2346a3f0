"""Times in natural words, English and Russian: each phrase means one moment, or is refused with what would be right."""

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.desk.when import DayParts, moment_of, phrases_in, read_when

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A Wednesday, 10:00 in Amsterdam.
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def read(text, now=NOW):
    moment, rest = read_when(text, now, AMSTERDAM)
    return f"{moment.at.astimezone(AMSTERDAM):%d.%m.%Y %H:%M}", rest


ENGLISH = [
    ("in two hours", "18.11.2026 12:00"),
    ("in 2 hours", "18.11.2026 12:00"),
    ("two hours", "18.11.2026 12:00"),
    ("in an hour", "18.11.2026 11:00"),
    ("an hour and a half", "18.11.2026 11:30"),
    ("half an hour", "18.11.2026 10:30"),
    ("in half an hour", "18.11.2026 10:30"),
    ("within the hour", "18.11.2026 11:00"),
    ("within 20 minutes", "18.11.2026 10:20"),
    ("in ten minutes", "18.11.2026 10:10"),
    ("in a couple of hours", "18.11.2026 12:00"),
    ("in three days", "21.11.2026 10:00"),
    ("in a week", "25.11.2026 10:00"),
    ("in two weeks", "02.12.2026 10:00"),
    ("in two days at 9", "20.11.2026 09:00"),
    ("in 3 days in the evening", "21.11.2026 19:00"),
    ("today", "18.11.2026 21:00"),
    ("today at 18:00", "18.11.2026 18:00"),
    ("today by noon", "18.11.2026 12:00"),
    ("tomorrow", "19.11.2026 09:00"),
    ("tomorrow at 9", "19.11.2026 09:00"),
    ("tomorrow at 9am", "19.11.2026 09:00"),
    ("tomorrow at 9 pm", "19.11.2026 21:00"),
    ("tomorrow 14:30", "19.11.2026 14:30"),
    ("tomorrow morning", "19.11.2026 09:00"),
    ("tomorrow afternoon", "19.11.2026 15:00"),
    ("tomorrow evening at 8", "19.11.2026 20:00"),
    ("tomorrow at noon", "19.11.2026 12:00"),
    ("until tomorrow", "19.11.2026 09:00"),
    ("at 9 tomorrow", "19.11.2026 09:00"),
    ("the day after tomorrow", "20.11.2026 09:00"),
    ("day after tomorrow at 11", "20.11.2026 11:00"),
    ("at 9", "19.11.2026 09:00"),
    ("at 10", "19.11.2026 10:00"),
    ("at 11", "18.11.2026 11:00"),
    ("at 12", "18.11.2026 12:00"),
    ("at 16", "18.11.2026 16:00"),
    ("at 3pm", "18.11.2026 15:00"),
    ("at 3 p.m.", "18.11.2026 15:00"),
    ("3pm", "18.11.2026 15:00"),
    ("at 3:15", "19.11.2026 03:15"),
    ("at 10 o'clock", "19.11.2026 10:00"),
    ("12 am", "19.11.2026 00:00"),
    ("12 pm", "18.11.2026 12:00"),
    ("by noon", "18.11.2026 12:00"),
    ("at midday", "18.11.2026 12:00"),
    ("by lunch", "18.11.2026 13:00"),
    ("in the morning", "19.11.2026 09:00"),
    ("in the afternoon", "18.11.2026 15:00"),
    ("in the evening", "18.11.2026 19:00"),
    ("this afternoon", "18.11.2026 15:00"),
    ("this evening", "18.11.2026 19:00"),
    ("tonight", "18.11.2026 19:00"),
    ("end of the day", "18.11.2026 21:00"),
    ("by the end of the day", "18.11.2026 21:00"),
    ("by end of day", "18.11.2026 21:00"),
    ("EOD", "18.11.2026 21:00"),
    ("by the end of the week", "20.11.2026 21:00"),
    ("Friday", "20.11.2026 09:00"),
    ("on Friday", "20.11.2026 09:00"),
    ("by Friday", "20.11.2026 09:00"),
    ("Friday 15:00", "20.11.2026 15:00"),
    ("Friday at 10", "20.11.2026 10:00"),
    ("Friday afternoon", "20.11.2026 15:00"),
    ("friday, 10:30", "20.11.2026 10:30"),
    ("Wednesday", "25.11.2026 09:00"),
    ("Monday", "23.11.2026 09:00"),
    ("next Monday", "23.11.2026 09:00"),
    ("next Monday 14:30", "23.11.2026 14:30"),
    ("next Friday", "27.11.2026 09:00"),
    ("this Friday", "20.11.2026 09:00"),
    ("next week", "23.11.2026 09:00"),
    ("on the 3rd", "03.12.2026 09:00"),
    ("on the 20th at 16:00", "20.11.2026 16:00"),
    ("on the 18th", "18.12.2026 09:00"),
    ("on the 31st", "31.12.2026 09:00"),
    ("3 March", "03.03.2027 09:00"),
    ("3rd of March at 10", "03.03.2027 10:00"),
    ("March 3", "03.03.2027 09:00"),
    ("December 1st, 2027", "01.12.2027 09:00"),
    ("2026-12-01 10:00", "01.12.2026 10:00"),
    ("25.11.2026", "25.11.2026 09:00"),
    ("25.11.26 10:00", "25.11.2026 10:00"),
    ("in 1.5 hours", "18.11.2026 11:30"),
    ("1.5h", "18.11.2026 11:30"),
    ("2h 30m", "18.11.2026 12:30"),
    ("1 hour and 20 minutes", "18.11.2026 11:20"),
    ("tomorrow at eleven", "19.11.2026 11:00"),
    ("at nine in the evening", "18.11.2026 21:00"),
]
RUSSIAN = [
    ("через два часа", "18.11.2026 12:00"),
    ("через 2 часа", "18.11.2026 12:00"),
    ("через час", "18.11.2026 11:00"),
    ("через полчаса", "18.11.2026 10:30"),
    ("полчаса", "18.11.2026 10:30"),
    ("через полтора часа", "18.11.2026 11:30"),
    ("в течение часа", "18.11.2026 11:00"),
    ("через 15 минут", "18.11.2026 10:15"),
    ("через пару часов", "18.11.2026 12:00"),
    ("через день", "19.11.2026 10:00"),
    ("через три дня", "21.11.2026 10:00"),
    ("через неделю", "25.11.2026 10:00"),
    ("через 2 дня в 10:00", "20.11.2026 10:00"),
    ("сегодня", "18.11.2026 21:00"),
    ("сегодня вечером", "18.11.2026 19:00"),
    ("сегодня до 18", "18.11.2026 18:00"),
    ("завтра", "19.11.2026 09:00"),
    ("завтра утром", "19.11.2026 09:00"),
    ("завтра с утра", "19.11.2026 09:00"),
    ("завтра днём", "19.11.2026 15:00"),
    ("завтра вечером в 8", "19.11.2026 20:00"),
    ("завтра в 9", "19.11.2026 09:00"),
    ("завтра в 9:30", "19.11.2026 09:30"),
    ("завтра к обеду", "19.11.2026 13:00"),
    ("до завтра", "19.11.2026 09:00"),
    ("послезавтра", "20.11.2026 09:00"),
    ("послезавтра в 12", "20.11.2026 12:00"),
    ("в 9", "19.11.2026 09:00"),
    ("в 11", "18.11.2026 11:00"),
    ("в 10 утра", "19.11.2026 10:00"),
    ("в 9 вечера", "18.11.2026 21:00"),
    ("в 3 дня", "18.11.2026 15:00"),
    ("до 18 часов", "18.11.2026 18:00"),
    ("к 16:45", "18.11.2026 16:45"),
    ("к обеду", "18.11.2026 13:00"),
    ("после обеда", "18.11.2026 15:00"),
    ("до полудня", "18.11.2026 12:00"),
    ("утром", "19.11.2026 09:00"),
    ("вечером", "18.11.2026 19:00"),
    ("к вечеру", "18.11.2026 19:00"),
    ("до конца дня", "18.11.2026 21:00"),
    ("к концу рабочего дня", "18.11.2026 21:00"),
    ("до конца недели", "20.11.2026 21:00"),
    ("в понедельник", "23.11.2026 09:00"),
    ("в пятницу в 10", "20.11.2026 10:00"),
    ("в пятницу утром", "20.11.2026 09:00"),
    ("до пятницы", "20.11.2026 09:00"),
    ("к среде", "25.11.2026 09:00"),
    ("во вторник в 14:00", "24.11.2026 14:00"),
    ("в следующий понедельник", "23.11.2026 09:00"),
    ("в следующую пятницу", "27.11.2026 09:00"),
    ("на следующей неделе", "23.11.2026 09:00"),
    ("25 ноября", "25.11.2026 09:00"),
    ("25 ноября в 10", "25.11.2026 10:00"),
    ("1 марта 2027", "01.03.2027 09:00"),
    ("3-го", "03.12.2026 09:00"),
    ("3 числа в 9", "03.12.2026 09:00"),
    ("через 1,5 часа", "18.11.2026 11:30"),
    ("1 ч 20 мин", "18.11.2026 11:20"),
    ("в течение двух часов", "18.11.2026 12:00"),
    ("завтра в девять", "19.11.2026 09:00"),
    ("завтра в семь вечера", "19.11.2026 19:00"),
    ("завтра в 3 часа дня", "19.11.2026 15:00"),
    ("в час дня", "18.11.2026 13:00"),
    ("до двенадцати", "18.11.2026 12:00"),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH + RUSSIAN)
def test_a_time_in_words(text, expected):
    """Read alone, it is that moment in the shop's zone and nothing is left over."""
    assert read(text) == (expected, "")


@pytest.mark.parametrize(("text", "expected"), [*ENGLISH[::3], *RUSSIAN[::3]])
def test_what_it_is_for_may_stand_behind(text, expected):
    """The usual order: when, then what."""
    assert read(f"{text}: call Anna") == (expected, "call Anna")


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("call Anna tomorrow at 9", "19.11.2026 09:00", "call Anna"),
        ("call Anna in two hours", "18.11.2026 12:00", "call Anna"),
        ("ask DHL about the search on Friday at 10.", "20.11.2026 10:00", "ask DHL about the search"),
        ("write to her by noon", "18.11.2026 12:00", "write to her"),
        ("позвонить Анне завтра в 9", "19.11.2026 09:00", "позвонить Анне"),
        ("спросить склад через два часа", "18.11.2026 12:00", "спросить склад"),
        ("проверить возврат 25 ноября", "25.11.2026 09:00", "проверить возврат"),
    ],
)
def test_the_time_may_stand_at_the_end(text, expected, rest):
    """As one would say it aloud."""
    assert read(text) == (expected, rest)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("soon", "'soon' does not begin with a time; write 15m"),
        ("later today maybe", "'later today maybe' does not begin with a time"),
        ("and then", "'and then' does not begin with a time"),
        ("am I right", "'am I right' does not begin with a time"),
        ("good morning", "'good morning' does not begin with a time"),
        ("in 2 working days", "does not begin with a time"),
        ("ask about the 15 minutes", "does not begin with a time"),
        ("some time next year", "does not begin with a time"),
        ("at 3", "'at 3' could be 3:00 or 15:00; write which"),
        ("завтра в 5", "'завтра в 5' could be 5:00 or 17:00; write which"),
        ("tomorrow 9", "'9' after 'tomorrow' could be an hour; write tomorrow 9:00"),
        ("завтра 15 коробок", "'15' after 'завтра' could be an hour; write завтра 15:00"),
        ("Friday or Monday", "names two times"),
        ("Friday Monday", "'Friday Monday' names two times"),
        ("tomorrow in two hours", "names two times"),
        ("завтра или послезавтра", "names two times"),
        ("25:00", "'25:00' is no time of day; write one like 18:30"),
        ("at 25", "'at 25' is no time of day"),
        ("13 pm", "'13 pm' is no time of day"),
        ("31 ноября", "'31 ноября' is no date"),
        ("on the 32nd", "'the 32nd' is no date"),
        ("14.30", "'14.30' is no date"),
        ("2026-13-01", "is no date"),
    ],
)
def test_what_could_be_two_times_or_none_is_refused(text, sentence):
    """Nothing is guessed: the agent reads what was not understood and what would be."""
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_when(text, NOW, AMSTERDAM)


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        # Clocks go forward on 28 March 2027 at 2:00, back on 31 October 2027 at 3:00.
        (datetime(2027, 3, 27, 10, tzinfo=UTC), "tomorrow at 9", "2027-03-28T07:00"),
        (datetime(2027, 3, 26, 10, tzinfo=UTC), "tomorrow at 9", "2027-03-27T08:00"),
        (datetime(2027, 3, 27, 10, tzinfo=UTC), "tomorrow 2:30", "2027-03-28T01:30"),
        (datetime(2027, 3, 27, 22, tzinfo=UTC), "in 24 hours", "2027-03-28T22:00"),
        (datetime(2027, 3, 27, 10, tzinfo=UTC), "через 2 дня в 10", "2027-03-29T08:00"),
        (datetime(2027, 10, 30, 10, tzinfo=UTC), "завтра в 9", "2027-10-31T08:00"),
        (datetime(2027, 10, 30, 10, tzinfo=UTC), "tomorrow 2:30", "2027-10-31T00:30"),
        (datetime(2027, 10, 31, 0, tzinfo=UTC), "in two hours", "2027-10-31T02:00"),
        (datetime(2027, 10, 30, 10, tzinfo=UTC), "Monday 14:30", "2027-11-01T13:30"),
        (datetime(2027, 12, 31, 22, 30, tzinfo=UTC), "tomorrow at 9", "2028-01-01T08:00"),
        (datetime(2027, 12, 31, 23, 30, tzinfo=UTC), "tomorrow at 9", "2028-01-02T08:00"),
        (datetime(2028, 2, 27, 10, tzinfo=UTC), "29 февраля", "2028-02-29T08:00"),
    ],
)
def test_summer_time_moves_the_moment_and_not_the_hour(now, text, expected):
    """Nine stays nine; a length of time stays its length; an hour that the clocks skip moves on."""
    moment, _ = read_when(text, now, AMSTERDAM)

    assert moment.at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_parts_of_the_day_follow_the_shops_hours():
    """A shop that opens at eleven means eleven by morning, and the end of its day is when it closes."""
    parts = DayParts(opens=time(11), closes=time(18))
    found = [read_when(text, NOW, AMSTERDAM, parts)[0].wall_time for text in ("tomorrow morning", "end of the day")]

    assert found == ["2026-11-19T11:00", "2026-11-18T18:00"]


@pytest.mark.parametrize("text", ["", " ", "a" * 5000, "9" * 400, "в " * 500, "tomorrow " * 300, "\x00\u202e"])
def test_whatever_is_written_is_read_in_no_time(text):
    """Long, empty or strange: an answer, and no other error."""
    with pytest.raises(ValueError, match=r"time|date"):
        read_when(text, NOW, AMSTERDAM)


def test_a_phrase_gives_its_place():
    """So that the rest of the words can be told from it."""
    text = "call her tomorrow at 9, please"
    (phrase,) = phrases_in(text)

    assert text[phrase.start : phrase.end] == "tomorrow at 9"
    assert moment_of(phrase, NOW, AMSTERDAM).wall_time == "2026-11-19T09:00"
