"""The demonstration shop shows every kind of customer, today and in ten years."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.demo import load_demo
from classifier.history.profile import build_profile, shop_statistics
from classifier.taxonomy import LANGUAGES, TYPES, Axis

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
CUSTOMERS = {customer.key: customer for customer in load_demo(NOW)}

# key: (lifecycle, value, advocacy, caution)
EXPECTED = {
    "anna": ("active", "standard", "neutral", "none"),
    "viktor": ("loyal", "gold", "neutral", "none"),
    "mei": ("loyal", "super", "neutral", "none"),
    "carlos": ("loyal", "petty", "neutral", "none"),
    "montse": ("rare", "status", "neutral", "none"),
    "jelle": ("rare", "standard", "neutral", "none"),
    "katya": ("new", "standard", "neutral", "none"),
    "james": ("one_time", "standard", "neutral", "none"),
    "lucia": ("sleeping", "standard", "neutral", "none"),
    "dmitri": ("lost", "standard", "neutral", "none"),
    "wei": ("won_back", "standard", "neutral", "none"),
    "sietske": ("returning", "standard", "neutral", "none"),
    "marc": ("at_risk", "standard", "neutral", "none"),
    "emma": ("prospect", "unknown", "neutral", "none"),
    "nikolai": ("lead_hot", "unknown", "neutral", "none"),
    "sofia": ("lead_cold", "unknown", "neutral", "none"),
    "na": ("suspect", "unknown", "neutral", "none"),
    "fatima": ("active", "standard", "neutral", "abuser"),
    "tom": ("at_risk", "standard", "neutral", "none"),
    "irina": ("loyal", "standard", "fan", "none"),
    "pau": ("at_risk", "standard", "detractor", "none"),
    "grace": ("loyal", "standard", "influencer", "none"),
    "femke": ("loyal", "standard", "neutral", "none"),
    "pedro": ("new", "standard", "neutral", "none"),
    "lei": ("active", "standard", "neutral", "none"),
    "hannah": ("active", "standard", "neutral", "none"),
    "oleg": ("sleeping", "standard", "neutral", "none"),
    "nuria": ("new", "standard", "neutral", "none"),
    "rory": ("lost", "standard", "neutral", "none"),
    "amara": ("loyal", "standard", "neutral", "none"),
}
AXES = (Axis.LIFECYCLE, Axis.VALUE, Axis.ADVOCACY, Axis.CAUTION)


def profiles(now):
    customers = load_demo(now)
    shop = shop_statistics([customer.orders for customer in customers], "EUR", now)
    return {each.key: build_profile(each.orders, each.engagement, shop, now) for each in customers}


@pytest.mark.parametrize(
    "now",
    [
        NOW,
        NOW.replace(hour=23, minute=59),
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        datetime(2036, 12, 31, tzinfo=UTC),
    ],
)
def test_everybody_is_who_the_page_says_they_are(now):
    """The verdicts do not depend on the day or the hour on which the sandbox starts."""
    found = {key: tuple(profile.type_of(axis) for axis in AXES) for key, profile in profiles(now).items()}

    assert found == EXPECTED


@pytest.mark.parametrize("axis", [Axis.LIFECYCLE, Axis.VALUE])
def test_every_type_is_there(axis):
    """Whoever tries the product can see each of them."""
    column = AXES.index(axis)

    assert set(TYPES[axis]) <= {expected[column] for expected in EXPECTED.values()}


def test_thirty_people_in_every_language():
    """Six languages, different names, and one line about each for both languages of the page."""
    people = CUSTOMERS.values()

    assert len(people) == 30
    assert {person.language_code for person in people} == set(LANGUAGES)
    assert all(
        person.first_name and set(person.about) == {"en", "ru"} and all(person.about.values()) for person in people
    )
    assert len({(person.first_name, person.last_name) for person in people}) == 30


def test_order_numbers_are_unique_and_grow_with_time():
    """As in a real shop."""
    orders = sorted(
        (order for customer in CUSTOMERS.values() for order in customer.orders), key=lambda order: order.placed_at
    )
    numbers = [int(order.id) for order in orders]

    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_nothing_arrives_before_it_was_sent(hour):
    """Ordered, sent, delivered, returned: in this order and not in the future, whatever the hour."""
    now = NOW.replace(hour=hour)
    for customer in load_demo(now):
        for order in customer.orders:
            steps = [order.placed_at, order.shipped_at, order.delivered_at, order.returned_at]
            known = [step for step in steps if step]

            assert known == sorted(known), (customer.key, order.id)
            assert known[-1] <= now, (customer.key, order.id)


def test_sums_add_up():
    """A total is goods less discount, with shipping below fifty euros."""
    for customer in CUSTOMERS.values():
        for order in customer.orders:
            goods = sum(item.price * item.quantity for item in order.items)
            shipping = order.total - (goods - order.discount)

            assert str(shipping) == ("4.95" if goods - order.discount < 50 else "0.00"), order.id


def last(key):
    return CUSTOMERS[key].orders[-1]


def test_the_situations_on_the_page_are_real():
    """Late, refund overdue, delivered today, needed today, not sent yet."""
    anna, viktor, katya, amara, pedro = map(last, ("anna", "viktor", "katya", "amara", "pedro"))

    assert anna.id == "1042"
    assert anna.delivered_at is None
    assert timedelta(hours=6) < NOW - anna.promised_at < timedelta(days=2)
    assert anna.tracking
    assert viktor.returned_at < NOW - timedelta(days=12)
    assert viktor.refunded == 0
    assert len(CUSTOMERS["viktor"].orders) == 22
    assert NOW - katya.delivered_at < timedelta(hours=6)
    assert amara.delivered_at is None
    assert timedelta(0) < amara.promised_at - NOW < timedelta(hours=8)
    assert pedro.shipped_at is None


def test_verdicts_of_the_demonstration_are_sure_enough_to_show():
    """Nobody in the shop window is a coin toss."""
    for key, profile in profiles(NOW).items():
        assert profile.verdicts[Axis.LIFECYCLE].score >= 0.53, key
