"""Times, money and numbers as people of each language write them."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from playbooks.filters import VOICE, Money, Voice
from playbooks.templates import compiled

NOW = datetime(2025, 11, 22, 14, 0, tzinfo=UTC)
TOMORROW = datetime(2025, 11, 24, 9, 5, tzinfo=UTC)


def say(text, lang, **values):
    voice = Voice(lang, ZoneInfo("Europe/Amsterdam"), NOW, "EUR")
    return compiled(text).render({**values, VOICE: voice}).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("lang", "clock", "date"),
    [
        ("en", "10:05 on 24 November", "24 November"),
        ("ru", "10:05 24 ноября", "24 ноября"),
        ("es", "10:05 del 24 de noviembre", "24 de noviembre"),
        ("ca", "10:05 del 24 de novembre", "24 de novembre"),
        ("zh", "11月24日10:05", "11月24日"),
    ],
)
def test_another_day_is_said_with_its_date(lang, clock, date):
    """The shop's zone and the customer's language decide how a time is written."""
    assert say("{{ t | clock }}", lang, t=TOMORROW) == clock
    assert say("{{ t | date }}", lang, t=TOMORROW) == date


def test_today_needs_only_the_clock_and_another_year_its_number():
    """Nobody writes today's date in a chat."""
    assert say("{{ t | clock }}", "en", t=NOW) == "15:00"
    assert say("{{ t | date }}", "en", t=datetime(2027, 2, 3, tzinfo=UTC)) == "3 February 2027"


@pytest.mark.parametrize(
    ("lang", "one", "three", "eleven"),
    [
        ("en", "1 day", "3 days", "11 days"),
        ("ru", "1 день", "3 дня", "11 дней"),
        ("es", "1 día", "3 días", "11 días"),
        ("ca", "1 dia", "3 dies", "11 dies"),
        ("fy", "1 dei", "3 dagen", "11 dagen"),
        ("zh", "1天", "3天", "11天"),
    ],
)
def test_days_are_counted_in_every_language(lang, one, three, eleven):
    """Babel knows no day in three of our languages, so we do."""
    assert [say("{{ n | days }}", lang, n=n) for n in (1, 3, 11)] == [one, three, eleven]


def test_a_number_takes_the_form_that_its_language_wants():
    """Twenty-one is "one" in Russian."""
    text = "{{ n | plural(one='заказ', few='заказа', many='заказов') }}"

    assert [say(text, "ru", n=n) for n in (21, 2, 5)] == ["21 заказ", "2 заказа", "5 заказов"]


def test_money_keeps_the_currency_of_its_order():
    """A bare number is the shop's own currency."""
    assert say("{{ m | money }}", "en", m=Money(Decimal("49.9"), "GBP")) == "£49.90"
    assert say("{{ m | money }}", "ru", m=Decimal(60)) == "60,00 €"
