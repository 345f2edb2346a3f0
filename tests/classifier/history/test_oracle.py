"""A second program, written from `docs/history.md` and the taxonomy alone, has to agree with the product."""

from collections import Counter
from datetime import UTC, datetime
from math import isclose

import pytest
from generated import NUMBER, histories
from oracle import types
from oracle_figures import DAY, History, figures

from classifier.history.profile import Profile, build_profile
from classifier.history.rules import DEFAULT_RULES
from classifier.taxonomy import TYPES, Axis

AXES = (Axis.LIFECYCLE, Axis.VALUE, Axis.ADVOCACY, Axis.CAUTION)
# Types of the taxonomy that this document leaves to `neutral`.
LATER = {("advocacy", "innovator"), ("advocacy", "pioneer"), ("advocacy", "lead_user")}
# Types that only a message can show.
FROM_WORDS = {("caution", "undecided"), ("caution", "impossible"), ("caution", "problem")}
OFTEN = 20
SHOWN, SHOWN_ORDERS = 20, 12


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def generated():
    return list(histories())


@pytest.fixture(scope="module")
def expected(generated):
    """Types and figures of each history by the oracle."""
    return [(types(history), figures(history)) for history in generated]


def by_product(history: History) -> Profile:
    return build_profile(history.orders, history.engagement, history.shop, history.now, rules=history.rules)


def same(mine, its) -> bool:
    """Equal, or equal but for the last digits of a division."""
    if mine is None or its is None or isinstance(mine, str):
        return mine == its
    return isclose(float(mine), float(its), rel_tol=1e-9, abs_tol=1e-9)


def differences(history: History, its_types: dict[str, str], its_figures: dict[str, object]) -> list[str]:
    """Say where the product differs from the oracle's types and figures."""
    profile = by_product(history)
    found = {str(axis): profile.type_of(axis) for axis in AXES}
    found |= {axis: "neutral" for axis, type_ in found.items() if (axis, type_) in LATER}
    wrong = [f"{axis}: expected {mine}, got {found[axis]}" for axis, mine in its_types.items() if mine != found[axis]]
    for name, mine in its_figures.items():
        if not same(mine, its := profile.value_of(name)):
            wrong.append(f"{name}: expected {mine}, got {its}")
    return wrong


def compact(history: History) -> str:
    """Name, shop and moment, then a line for each order and micro conversion, in days before now."""
    now = history.now.astimezone(UTC)
    rules = "default" if history.rules == DEFAULT_RULES else "own"
    lines = [f"{history.name}; {rules} rules; shop {history.shop.usual_interval_days:g} days; now {history.now}"]
    lines += [
        f"  {ago(order.placed_at, now)} {order.status} {order.total} {order.currency}, "
        f"refunded {order.refunded}, discount {order.discount} {' '.join(order.codes)}, "
        f"promised {ago(order.promised_at, now)} delivered {ago(order.delivered_at, now)} back {ago(order.returned_at, now)}"
        for order in sorted(history.orders, key=lambda order: order.placed_at)[-SHOWN_ORDERS:]
    ]
    return "\n".join(lines + [f"  {ago(event.at, now)} {event.kind} {event.value}" for event in history.engagement])


def ago(moment: datetime | None, now: datetime) -> str:
    return "-" if moment is None else f"{(now - moment.astimezone(UTC)) / DAY:.5f}"


def report(wrong: list[tuple[History, list[str]]]) -> str:
    """Count the kinds of disagreement, then show one history of each, shortest first."""
    # Types are counted by what was mistaken for what, figures only by name.
    kinds = Counter(line if line.split(":")[0] in AXES else line.split(":")[0] for _, found in wrong for line in found)
    lines = [f"{len(wrong)} of {NUMBER} histories differ"]
    lines += [f"{times} x {kind}" for kind, times in kinds.most_common(SHOWN)]
    by_length = sorted(wrong, key=lambda pair: len(pair[0].orders) + len(pair[0].engagement))
    lines += [f"{'; '.join(found)}\n{compact(history)}" for history, found in by_length[:SHOWN]]
    return "\n".join(lines)


def test_the_oracle_and_the_product_agree(generated, expected):
    """All types and figures of all histories, without one exception."""
    pairs = zip(generated, expected, strict=True)
    wrong = [(history, found) for history, answers in pairs if (found := differences(history, *answers))]

    assert not wrong, report(wrong)


def test_there_are_two_thousand_histories(generated):
    """The issue's number, made anew from the same seed each time."""
    assert len(generated) == NUMBER
    assert generated == list(histories())


def test_every_type_is_met_often(expected):
    """Agreement would mean little where a type never comes up."""
    met = Counter((axis, found) for by_axis, _ in expected for axis, found in by_axis.items())

    assert {(str(axis), type_) for axis in AXES for type_ in TYPES[axis]} - LATER - FROM_WORDS <= set(met)
    assert {key: times for key, times in met.items() if times < OFTEN} == {}
