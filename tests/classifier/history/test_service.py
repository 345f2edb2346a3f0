"""Service level and return on effort: figures for segments and personas, and for nothing else."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from classifier.assessment import Assessment, Guess, Intent
from classifier.business_hours import BusinessHours
from classifier.history.profile import Service, build_profile
from classifier.history.service import service_cuts, service_level
from classifier.priority import PriorityRules, Waiting, prioritise

MUCH = Service(messages=60, conversations=14, escalations=5)


@pytest.fixture
def served(shop, now):
    """A profile of somebody with these orders who asked for this much."""
    return lambda orders, service, shop=shop: build_profile(orders, (), shop, now, service=service)


@pytest.mark.parametrize(
    ("service", "level"),
    [
        (Service(), 1),
        (Service(1, 1), 1),
        (Service(2, 1), 2),
        (Service(6, 2), 4),
        (Service(6, 2, 1), 6),
        (MUCH, 10),
    ],
)
def test_more_work_is_a_higher_level(service, level, shop):
    """Messages, conversations and escalations add up to minutes; until the shop has tenths, by the usual."""
    assert service_level(service, shop) == level


def test_the_shop_s_own_tenths_come_first(shop):
    """Ten levels with as many customers each, among those who wrote; who never wrote takes 1."""
    wrote = [Service(messages, 1) for messages in range(1, 101)]
    own = replace(shop, service_cuts=service_cuts([*wrote, *[Service()] * 500]))
    levels = [service_level(each, own) for each in wrote]

    assert sorted({level: levels.count(level) for level in levels}) == list(range(1, 11))
    assert all(8 <= levels.count(level) <= 12 for level in range(1, 11))
    assert service_level(Service(), own) == 1


def test_too_few_who_wrote_leave_the_usual_borders():
    """Nine customers are no tenths."""
    assert service_cuts([Service(1, 1)] * 9 + [Service()] * 99) == ()


def test_return_is_the_margin_against_the_level(buy, served):
    """What was earned in twelve months for each level of effort, with both figures in the words."""
    found = served([buy(500, "900", cost="1"), buy(50, "100", cost="40")], Service(2, 1))

    assert found.value_of("service_level") == 2
    assert found.value_of("return_on_effort") == 30
    assert found.figures["return_on_effort"].words == ("30.00 EUR a level: 60.00 EUR margin in 12 months at level 2")


def test_without_costs_the_return_is_of_revenue_and_says_so(buy, served):
    """Better a figure that names its basis than none."""
    found = served([buy(50, "100", refunded=Decimal(20))], Service())

    assert found.value_of("return_on_effort") == 80
    assert "revenue, costs not known, in 12 months" in found.figures["return_on_effort"].words


def test_nobody_counted_is_not_no_effort(buy, served):
    """Not known and little are different things."""
    found = served([buy(50)], None)

    assert found.value_of("service_level") is found.value_of("return_on_effort") is None


def test_effort_moves_nobody_in_the_queue(buy, now, served, shop):
    """Who asked for much waits no longer, and who asked for little no shorter (desk.md)."""
    asked = Assessment(
        "en", {}, (Guess("calm", 1.0),), Intent("order_status", 0.9, Guess("order_status", 0.9)), (), "same"
    )
    waiting = Waiting(now - timedelta(minutes=5), 1, now)
    shop = replace(shop, margins=tuple(map(Decimal, range(100))))
    rules = PriorityRules(BusinessHours(ZoneInfo("UTC")))
    placed = [
        prioritise(asked, served([buy(50, "100", cost="40")], service, shop), waiting, rules)
        for service in (None, Service(), MUCH)
    ]

    assert placed[0] == placed[1] == placed[2]
