"""Where a customer stands with the shop, type by type."""

from dataclasses import replace

import pytest

from classifier.history.rules import HistoryRules, LifecycleRules
from classifier.taxonomy import TYPES, Axis

# Days before now of each order, micro conversions with their days, and the type;
# the shop's usual interval is 60 days, a second order comes within 120, new lasts 60.
TABLE = [
    ([], [], "prospect"),
    ([], [("newsletter", 10)], "lead_cold"),
    ([], [("something_of_the_shop_s_own", 3)], "lead_cold"),
    ([], [("cart_left", 3)], "lead_hot"),
    ([], [("price_question", 30)], "lead_hot"),
    ([], [("cart_left", 31)], "lead_cold"),
    ([], [("product_viewed", 3), ("product_viewed", 2)], "lead_cold"),
    ([], [("product_viewed", 3), ("product_viewed", 2), ("visit", 1)], "suspect"),
    ([], [("product_viewed", 3), ("product_viewed", 2), ("visit", 1), ("newsletter", 1)], "lead_cold"),
    ([], [("product_viewed", 93), ("product_viewed", 92), ("visit", 91)], "lead_cold"),
    ([0], [], "new"),
    ([60], [], "new"),
    ([61], [], "one_time"),
    ([119], [], "one_time"),
    ([121], [], "sleeping"),
    ([239], [], "sleeping"),
    ([241], [], "lost"),
    ([100], [("complaint", 20)], "at_risk"),
    ([40, 10], [], "new"),
    ([100, 40], [], "active"),
    ([150, 90, 30], [], "active"),
    ([330, 270, 210, 150, 90, 30], [], "loyal"),
    ([150, 120, 90, 60, 30], [], "active"),
    ([740, 560, 380, 200, 20], [], "rare"),
    ([365, 305, 245, 185, 125], [], "at_risk"),
    ([450, 390, 330, 270, 200], [], "sleeping"),
    ([450, 390, 330, 270, 200], [("newsletter", 5)], "at_risk"),
    ([690, 630, 570, 510, 450], [], "lost"),
    ([330, 270, 210, 150, 90, 30], [("account_closed", 3)], "lost"),
    ([330, 270, 210, 150, 90, 30], [("complaint", 5)], "at_risk"),
    ([330, 270, 210, 150, 90, 30], [("complaint", 40)], "won_back"),
    ([330, 270, 210, 150, 90, 30], [("complaint", 100)], "loyal"),
    ([330, 300, 270, 240, 160, 60], [], "at_risk"),
    ([470, 410, 350, 290, 20], [], "returning"),
    ([470, 410, 350, 290, 55, 20], [], "returning"),
    ([620, 560, 500, 440, 20], [], "won_back"),
    ([300, 10], [], "won_back"),
    ([180, 10], [], "returning"),
    ([470, 410, 350, 290, 140, 20], [("complaint", 280)], "loyal"),
    ([330, 270, 200, 20], [("complaint", 190)], "won_back"),
    ([1931, 1431, 731], [], "lost"),
]


def made(table_orders, table_events, buy, did):
    return [buy(days) for days in table_orders], [did(kind, days) for kind, days in table_events]


@pytest.mark.parametrize(("orders", "events", "expected"), TABLE)
def test_each_history_has_its_type(orders, events, expected, buy, did, profile):
    """The rules of the taxonomy, in days."""
    assert profile(*made(orders, events, buy, did)).type_of(Axis.LIFECYCLE) == expected


def test_every_type_of_the_taxonomy_can_be_reached():
    """The table above leaves none of the fourteen out."""
    assert {expected for *_, expected in TABLE} == set(TYPES[Axis.LIFECYCLE])


@pytest.mark.parametrize(("orders", "events", "expected"), TABLE)
def test_every_verdict_says_the_figures_behind_it(orders, events, expected, buy, did, profile):
    """An agent reads why, and whoever asks for their data does too."""
    verdict = profile(*made(orders, events, buy, did)).verdicts[Axis.LIFECYCLE]

    assert all(item.value for item in verdict.evidence)
    assert any("order" in item.value for item in verdict.evidence)


@pytest.mark.parametrize(("orders", "events", "expected"), TABLE)
def test_a_score_is_a_probability_and_the_second_guess_a_smaller_one(orders, events, expected, buy, did, profile):
    """Half at least, never certain, and nothing is left over twice."""
    verdict = profile(*made(orders, events, buy, did)).verdicts[Axis.LIFECYCLE]
    second = verdict.second.score if verdict.second else 0

    assert 0.5 <= verdict.score <= 0.95
    assert second <= verdict.score
    assert second + verdict.score <= 1
    assert verdict.second is None or verdict.second.type != expected


def test_the_evidence_reads_like_an_agent_would_say_it(buy, profile):
    """Orders, rhythm, silence: in one line."""
    verdict = profile([buy(days) for days in (212, 182, 152, 122, 92)]).verdicts[Axis.LIFECYCLE]

    assert verdict.type == "at_risk"
    assert verdict.evidence[0].value == "5 orders, usual gap 38 days, last 92 days ago"


def test_confidence_grows_with_the_number_of_orders(buy, profile):
    """Three orders are a hint, twelve a habit."""
    scores = [
        profile([buy(30 + 60 * n) for n in range(orders)]).verdicts[Axis.LIFECYCLE].score for orders in (3, 5, 8, 12)
    ]

    assert scores == sorted(set(scores))


def test_confidence_shrinks_near_a_border(buy, profile):
    """Just overdue is less sure than well overdue."""
    rhythm = [365, 305, 245, 185, 125]
    border = profile([buy(days - 3) for days in rhythm]).verdicts[Axis.LIFECYCLE]
    beyond = profile([buy(days + 22) for days in rhythm]).verdicts[Axis.LIFECYCLE]

    assert border.type == beyond.type == "at_risk"
    assert border.score < beyond.score


def test_shrinking_orders_are_a_sign(buy, profile):
    """Coming as often and buying half as much is dissatisfaction, too."""
    orders = [buy(days, total) for days, total in [(270, "80"), (210, "90"), (150, "80"), (90, "30"), (30, "25")]]
    verdict = profile(orders).verdicts[Axis.LIFECYCLE]

    assert verdict.type == "at_risk"
    assert "orders shrank from 80 to 30 and 25" in [item.value for item in verdict.evidence]


def test_few_returns_belong_to_loyalty(buy, now, profile):
    """Half of the goods sent back is not loyal, however regular."""
    orders = [buy(30 + 60 * n, **({"returned_at": now} if n % 2 else {})) for n in range(6)]

    assert profile(orders).type_of(Axis.LIFECYCLE) == "active"


def test_a_bad_order_before_a_pause_makes_coming_back_a_second_chance(buy, profile):
    """After a refund and a pause they are won back, not merely returning."""
    orders = [buy(days) for days in (400, 340, 280)] + [buy(220, refunded=50), buy(40)]

    assert profile(orders).type_of(Axis.LIFECYCLE) == "won_back"


def test_orders_of_one_day_are_one_visit(buy, profile):
    """A forgotten item does not make a repeat buyer."""
    found = profile([buy(90.0), buy(90.3)])

    assert found.type_of(Axis.LIFECYCLE) == "one_time"
    assert found.value_of("orders") == 2


@pytest.mark.parametrize("status", ["unpaid", "cancelled"])
def test_what_was_not_bought_does_not_count(status, buy, profile):
    """An order never paid or called back leaves a prospect a prospect."""
    assert profile([buy(3, status=status)]).type_of(Axis.LIFECYCLE) == "prospect"


def test_what_comes_after_now_is_not_known_yet(buy, did, profile):
    """A profile as of last year does not know this year's orders."""
    assert profile([buy(-1)], [did("complaint", -1)]).type_of(Axis.LIFECYCLE) == "prospect"


def test_the_order_of_the_rows_does_not_matter(buy, profile):
    """Exports come newest first as often as not."""
    orders = [buy(days) for days in (330, 270, 210, 150, 90, 30)]

    assert profile(orders[::-1]) == profile(orders)


def test_a_shop_sets_its_own_figures(buy, profile):
    """What counts as lost is the shop's to say."""
    rules = HistoryRules(lifecycle=replace(LifecycleRules(), late_from=4.0, sleeping_from=5.0, lost_from=8.0))
    orders = [buy(days) for days in (365, 305, 245, 185, 125)]

    assert profile(orders, rules=rules).type_of(Axis.LIFECYCLE) == "loyal"


def test_a_busy_shop_is_quicker_to_miss_somebody(buy, shop, profile):
    """Sixty days of silence are nothing here and a loss where people buy every week."""
    weekly = replace(shop, usual_interval_days=7.0, usual_second_order_days=21.0, new_days=30)
    orders = [buy(60 + 7 * n) for n in range(8)]

    assert profile(orders, shop=weekly).type_of(Axis.LIFECYCLE) == "lost"
    assert profile(orders).type_of(Axis.LIFECYCLE) == "sleeping"
