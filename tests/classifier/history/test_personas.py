"""Which persona a customer is nearest to, and why."""

from decimal import Decimal

import pytest

from classifier.assessment import Guess, Verdict
from classifier.history.fact import Fact
from classifier.history.personas import Persona, nearest
from classifier.history.profile import Profile
from classifier.taxonomy import UNKNOWN, Axis

REGULAR = Persona(
    {"en": "Regular", "ru": "Завсегдатай"},
    {"en": "Comes every month."},
    kinds={"lifecycle": frozenset({"loyal", "active"}), "frequency": frozenset({"regular"})},
    ranges={"frequency_score": (4, 5), "discount_share": (0, 0.5)},
)


def a_profile(lifecycle="loyal", second=None, **figures):
    shown = {"frequency": "regular", "frequency_score": 5, "discount_share": 0.1} | figures
    best = Guess(lifecycle, 0.8)
    verdict = Verdict(Axis.LIFECYCLE, lifecycle, 0.8, best, Guess(second, 0.1) if second else None, ())
    return Profile({name: Fact(value, f"{name} {value}") for name, value in shown.items()}, {Axis.LIFECYCLE: verdict})


def test_who_fits_in_everything_is_the_persona():
    """At no distance, and every criterion is a fact."""
    found = nearest(a_profile(), [REGULAR])

    assert found.persona is REGULAR
    assert found.distance == 0
    assert [(fact.fact, fact.value) for fact in found.facts] == [
        ("lifecycle", "loyal"),
        ("frequency", "frequency regular"),
        ("frequency_score", "frequency_score 5"),
        ("discount_share", "discount_share 0.1"),
    ]


@pytest.mark.parametrize(
    ("profile", "distance"),
    [
        (a_profile("at_risk", "active"), 0.5 / 4),  # the second guess is half away
        (a_profile(frequency_score=3), 0.5 / 4),  # one score of two that are far
        (a_profile(discount_share=0.6), 0.4 / 4),  # a tenth of the orders, a quarter is far
        (a_profile(discount_share=Decimal("0.5")), 0),
    ],
)
def test_who_is_a_little_off_is_still_near(profile, distance):
    """The distance is the mean over the criteria."""
    assert nearest(profile, [REGULAR]).distance == pytest.approx(distance)


@pytest.mark.parametrize(
    "profile",
    [
        a_profile("lost", "sleeping"),
        a_profile(UNKNOWN, "loyal"),
        a_profile(frequency="one_off"),
        a_profile(frequency_score=2),
        a_profile(discount_share=None),
        Profile({}, {}),
    ],
)
def test_who_misses_one_of_four_is_near_none(profile):
    """Another type, no evidence or a figure far out: nobody is called what they are not."""
    assert nearest(profile, [REGULAR]) is None


def test_the_nearest_wins_and_the_first_of_equals():
    """The shop's order decides where the figures don't."""
    twin = Persona({"en": "Twin"}, {"en": "The same."}, REGULAR.kinds, REGULAR.ranges)
    stricter = Persona({"en": "Daily"}, {"en": "More."}, REGULAR.kinds, {"discount_share": (0, 0)})

    assert nearest(a_profile(), [stricter, REGULAR, twin]).persona is REGULAR


def test_a_shop_without_personas_has_none():
    """Nothing to be near to."""
    assert nearest(a_profile(), []) is None


def test_a_real_history_is_read_with_its_facts(buy, profile):
    """The facts are those of the profile's own verdicts and figures."""
    found = nearest(profile([buy(days) for days in range(10, 400, 30)]), [REGULAR])

    assert found.facts[0].value.startswith("loyal: 13 orders, usual gap")
    assert found.facts[-1].value == "0 of 13 orders at a reduced price"


def test_a_name_is_said_in_the_language_asked_for_or_the_first():
    """A shop that writes one name has one."""
    assert REGULAR.named("ru") == "Завсегдатай"
    assert REGULAR.named("fy") == "Regular"
