"""Histories that stand exactly on a border, where one second, one cent or one order decides."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from oracle_edges import NOON, SECOND, bought
from oracle_figures import History

from classifier.history.orders import Engagement, Order, ShopStatistics
from classifier.history.rules import DEFAULT_RULES, HistoryRules, LifecycleRules

SHOP = ShopStatistics()
DAILY = replace(SHOP, usual_interval_days=10.0, usual_second_order_days=21.0, new_days=30)
HOURLY = replace(SHOP, usual_interval_days=0.4)
PATIENT = replace(SHOP, usual_second_order_days=600.0)
QUICK = replace(SHOP, usual_interval_days=15.0)
NEVER_RARE = HistoryRules(lifecycle=replace(LifecycleRules(), rare_from=100.0))
STEADY = (330, 270, 210, 150, 90, 30)


def borders() -> Iterator[History]:
    yield from lengths_of_silence()
    yield from words_and_events()
    yield from sums()
    yield from returns()


def made(
    name: str,
    orders: Sequence[Order],
    events: Sequence[tuple[str, float]] = (),
    *,
    shop: ShopStatistics = SHOP,
    rules: HistoryRules = DEFAULT_RULES,
) -> History:
    engagement = [Engagement(kind, NOON - timedelta(days=ago)) for kind, ago in events]
    return History(name, orders, engagement, shop, rules, NOON)


def lengths_of_silence() -> Iterator[History]:
    for late in (-SECOND, 0, SECOND, 0.5):
        yield made("two years", bought(SHOP, 1930, 1330, 730 + late))
        yield made("two years after one order", bought(PATIENT, 730 + late), shop=PATIENT)
        silent = [30 + late + ago for ago in range(20)]
        yield made("a month after a daily rhythm", bought(DAILY, *silent), shop=DAILY)
        silent = [30 + late + 6 * ago for ago in range(20)]
        yield made("a month after a weekly rhythm", bought(DAILY, *silent), shop=DAILY)
        yield made("two windows", bought(SHOP, 240 + late))
        yield made("a year of buying", bought(SHOP, 10, 70, 130, 190, 375 + late, total=Decimal(220)))
        yield made("twice the usual", bought(SHOP, *(120 + late + 60 * step for step in range(4))))
        yield made("three times the usual", bought(SHOP, *(180 + late + 60 * step for step in range(4))))
        yield made("six times the usual", bought(SHOP, *(360 + late + 60 * step for step in range(4))))
        yield made("a pause of three times", bought(SHOP, 70, *(250 + late + 60 * step for step in range(4))))
        yield made("a pause of six times", bought(SHOP, 70, *(430 + late + 60 * step for step in range(4))))
        yield made("rarer", bought(SHOP, 20, 110 + late, 200 + 2 * late, 260 + 2 * late, 320 + 2 * late))
    yield made("all gaps late", bought(QUICK, *range(10, 500, 120)), shop=QUICK, rules=NEVER_RARE)
    yield made("a shop of hours", bought(HOURLY, 1.6), shop=HOURLY)
    yield made("hours and a second visit", bought(HOURLY, 70, 71.1), shop=HOURLY)


def words_and_events() -> Iterator[History]:
    for late in (-SECOND, 0, SECOND, 0.5):
        for kind in ("complaint", "account_closed", "newsletter"):
            yield made(f"{kind} at the last order", bought(SHOP, *STEADY), [(kind, 30 + late)])
            yield made(f"{kind} at the order before", bought(SHOP, *STEADY), [(kind, 90 + late)])
            yield made(f"{kind} as one order's window is over", bought(SHOP, 150), [(kind, 30 + late)])
        yield made(
            "a complaint a quarter old",
            bought(SHOP, *(100 + 60 * step for step in range(6))),
            [("complaint", 90 + late)],
        )
        yield made("activity while asleep", bought(SHOP, *(200 + 60 * step for step in range(6))), [("own", 30 + late)])
        yield made("recommended a year ago", [], [("recommended", 365 + late)])
        yield made("good and bad", [], [("bad_review", 5 + late), ("recommended", 5)])


def sums() -> Iterator[History]:
    weekly = [step * 22.5 for step in range(16)]
    for cents in ("-0.01", "0", "0.01"):
        more = Decimal(cents)
        yield made("super by size and sum", bought(SHOP, *weekly, total=Decimal("62.50") + more))
        yield made("gold by revenue", bought(SHOP, *[400, *range(10, 60, 10)], total=Decimal(1000) / 6 + more))
        yield made("status", bought(SHOP, 200, 100, total=Decimal(150) + more))
        yield made("petty", bought(SHOP, *STEADY, total=Decimal(50) + more, discount=Decimal("0.50")))
        yield made("spend", bought(SHOP, *STEADY, total=Decimal(50) + more))
        small = bought(SHOP, 80, 20, total=Decimal(25) + more)
        yield made("smaller", bought(SHOP, 260, 200, 140) + small)
        for customers in (9, 10, 20):
            # Six orders in the year earn 30 each, and only the best customer brings that much.
            margins = tuple([Decimal(1)] * (customers - 1) + [Decimal(180)])
            shop = replace(SHOP, margins=margins)
            dressed = bought(shop, 400, *STEADY, total=Decimal(50) + more)
            items = (replace(dressed[0].items[0], cost=Decimal(20)),)
            yield made("gold by margin", [replace(order, items=items) for order in dressed], shop=shop)
            yield made("gold by margin", bought(shop, 400, *STEADY, total=Decimal(200) + more), shop=shop)
    nobody_earns = replace(SHOP, margins=(Decimal(0),) * 40)
    yield made("nothing bought for a year", bought(nobody_earns, 900, 840, 500, 400), shop=nobody_earns)
    yield made("the only one who earns", bought(nobody_earns, 900, 840, 500, 30), shop=nobody_earns)
    half = bought(SHOP, *[780, 700, 620, 540], total=Decimal(200), codes=("SALE",))
    yield made("half at reduced prices", half + bought(SHOP, *[480, 420, 360, 300], total=Decimal(200)))
    yield made("more at reduced prices", half + bought(SHOP, *[480, 420, 360], total=Decimal(200)))


def returns() -> Iterator[History]:
    for late in (-SECOND, 0, SECOND):
        back = NOON - timedelta(days=180 + late)
        kept = bought(SHOP, 300, 60)
        yield made("returned half a year ago", kept + bought(SHOP, 250, 220, 200, returned_at=back))
        yield made("refunded half a year ago", kept + bought(SHOP, 250, 220, 180 + late, refunded=Decimal(50)))
        now = NOON - timedelta(days=late)
        yield made("back this second", bought(SHOP, 90, 60, 30) + bought(SHOP, 85, 55, 25, returned_at=now))
        promised = {"promised_at": NOON - timedelta(days=5), "delivered_at": NOON - timedelta(days=5 + late)}
        yield made("delivered as promised", bought(SHOP, 90, 60, 30, 20, 10, refunded=Decimal(50), **promised))
        arriving = {"promised_at": NOON + timedelta(days=2), "delivered_at": NOON - timedelta(days=late)}
        yield made("delivered this second", bought(SHOP, 90, 60, 30, 20, 10, refunded=Decimal(50), **arriving))
    for sent in (1, 2, 3):
        some = [replace(order, returned_at=NOON) for order in bought(SHOP, *[450, 390][:sent], *[330] * (sent > 2))]
        yield made("a quarter sent back", some + bought(SHOP, *[270, 210, 150, 90, 30, 29.5][: 8 - sent]))
