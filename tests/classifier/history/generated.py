"""Two thousand histories: the edges, and by seeded chance shapes of buying, dressed with money and events."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from oracle_borders import borders
from oracle_edges import BERLIN, LEAP_DAY, NOON, SECOND, edges
from oracle_figures import History, usual

from classifier.history.orders import Engagement, Item, Order, ShopStatistics
from classifier.history.rules import (
    DEFAULT_RULES,
    AdvocacyRules,
    CautionRules,
    HistoryRules,
    LifecycleRules,
    ValueRules,
)

SEED, NUMBER = 20261122, 2000
MOMENTS = [NOON, LEAP_DAY, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)]
SMALL_SHOP = ShopStatistics(
    currency="GBP",
    usual_interval_days=10.0,
    usual_second_order_days=21.0,
    new_days=30,
    average_order=Decimal("12.50"),
    order_p90=Decimal(30),
    revenue_p80=Decimal(60),
    revenue_p95=Decimal(200),
    margins=(Decimal(3), Decimal(7)),
    recency_cuts=(2.0, 5.0, 9.0, 30.0),
    frequency_cuts=(1, 1, 3, 8),
    monetary_cuts=(Decimal(10), Decimal(20), Decimal(40), Decimal(90)),
)
LARGE_SHOP = ShopStatistics(
    usual_interval_days=150.0,
    usual_second_order_days=300.0,
    new_days=45,
    average_order=Decimal(400),
    order_p90=Decimal(900),
    revenue_p80=Decimal(2000),
    revenue_p95=Decimal(5000),
    margins=tuple(Decimal(step * step) / 10 for step in range(-5, 150)),
    recency_cuts=(20, 80, 200, 500),
    frequency_cuts=(1, 2, 3, 5),
    monetary_cuts=tuple(map(Decimal, (100, 400, 900, 2000))),
)
SHOPS = [ShopStatistics(), SMALL_SHOP, LARGE_SHOP]
OWN_RULES = HistoryRules(
    lifecycle=replace(
        LifecycleRules(),
        shop_weight=1.0,
        late_from=1.5,
        sleeping_from=2.5,
        lost_from=5.0,
        lost_days=400,
        loyal_orders=4,
        loyal_days=90,
        rare_from=1.5,
        rare_gaps=3,
        hot_days=14,
        unhappy_days=60,
        suspect_looks=2,
        once_second_days=100,
        sales_kinds=frozenset({"cart_left", "sample"}),
    ),
    value=replace(
        ValueRules(),
        gold_days=200,
        super_orders=6,
        petty_orders=2,
        petty_discounts=0.5,
        petty_size=1.5,
        status_orders=1,
    ),
    caution=replace(CautionRules(), orders=3, returns=2, rate=0.4, gesture=0.1, days=90),
    advocacy=replace(AdvocacyRules(), praises=3, followers=3001, days=100),
)
RULES = [DEFAULT_RULES, OWN_RULES]
BORDERS = [0, 1, 14, 30, 45, 60, 75, 90, 120, 145, 180, 200, 240, 365, 400, 730, 1096]
LOOKS = ["visit", "product_viewed", "page_viewed"]
WORDS = ["good_review", "recommended", "shared", "bad_review", "bad_review"]
WANTS = ["cart_left", "sample", "price_question"]
KINDS = [*LOOKS, *WORDS, *WANTS, "newsletter", "complaint", "account_closed", "own"]


def histories() -> Iterator[History]:
    """The same two thousand every time."""
    random, odd = Random(SEED), [*edges(SHOPS), *borders()]
    yield from odd
    for number in range(NUMBER - len(odd)):
        now, shop, rules = random.choice(MOMENTS), random.choice(SHOPS), random.choice(RULES)
        if number % 4 == 0:
            yield History("engaged", [], engaged(random, now, within=7), shop, rules, now)
            continue
        shape, dress = random.choice(SHAPES), random.choice(DRESSES)
        orders = [dress(random, an_order(random, now, ago, shop)) for ago in shape(random, shop, rules)]
        random.shuffle(orders)
        events = engaged(random, now, within=12) if random.random() < 0.4 else []
        history = History(f"{shape.__name__}, {dress.__name__}", orders, events, shop, rules, now)
        yield in_berlin(history) if number % 20 == 1 else history


def in_berlin(history: History) -> History:
    """The same moments as clocks in Berlin show them."""
    orders = [replace(order, placed_at=order.placed_at.astimezone(BERLIN)) for order in history.orders]
    events = [replace(event, at=event.at.astimezone(BERLIN)) for event in history.engagement]
    return replace(history, orders=orders, engagement=events, now=history.now.astimezone(BERLIN))


def an_order(random: Random, now: datetime, ago: float, shop: ShopStatistics) -> Order:
    """A plain order so many days ago."""
    total = shop.average_order * Decimal(random.choice(["0.5", "0.9", "1", "1", "1.1", "1.25", "2"]))
    item = Item("A-1", "Thing", 1, total, random.choice(["home", "home", "tents", None]), total / 2)
    return Order(str(random.randrange(10**6)), now - timedelta(days=ago), shop.currency, total, (item,))


def engaged(random: Random, now: datetime, *, within: int) -> list[Engagement]:
    """Up to six micro conversions on or near one of the first borders."""
    kinds = random.choice([KINDS, KINDS, LOOKS, LOOKS, WORDS, WANTS, ["followers"], ["complaint", "account_closed"]])
    return [
        Engagement(
            random.choice(kinds),
            now - timedelta(days=near(random, random.choice(BORDERS[:within]))),
            random.choice([None, *map(Decimal, (2999, 3000, 12400))]),
        )
        for _ in range(random.choice([0, 1, 1, 2, 3, 4, 6]))
    ]


def near(random: Random, border: float) -> float:
    """On a border (to the whole second), a second to either side, or days away."""
    return round(border * 86400) / 86400 + random.choice([0, SECOND, -SECOND, random.uniform(-5, 5)])


def one(random: Random, shop: ShopStatistics, rules: HistoryRules) -> list[float]:
    window = max(shop.usual_second_order_days, shop.new_days + rules.lifecycle.once_second_days)
    return [near(random, random.choice([window, rules.lifecycle.once_lost_from * window, shop.new_days, *BORDERS]))]


def regular(random: Random, shop: ShopStatistics, rules: HistoryRules) -> list[float]:
    """One pace, more or less exactly, and silent until a border."""
    pace = random.choice([0.2, 0.5, 0.8, 1, 1, 1, 1.5, 2, 2.5]) * shop.usual_interval_days
    wobble = random.choice([0, 0, 0.1, 0.6])
    gaps = [pace * random.uniform(1 - wobble, 1 + wobble) for _ in range(random.randint(1, 11))]
    limits = rules.lifecycle
    borders = [0.5, 1, limits.late_from, limits.sleeping_from, limits.lost_from]
    silent = random.choice(borders) * usual(gaps, History("", [], [], shop, rules, NOON))
    return moments(near(random, silent), gaps)


def moments(silent: float, gaps: Sequence[float]) -> list[float]:
    """Days ago of each order, the last order first."""
    return [silent + sum(gaps[:place]) for place in range(len(gaps) + 1)]


def paused(random: Random, shop: ShopStatistics, rules: HistoryRules) -> list[float]:
    """A rhythm, a pause up to a border, and one to three orders since."""
    pace = random.choice([0.5, 1, 1, 1.5]) * shop.usual_interval_days
    before = [pace] * random.randint(0, 5)
    limits = rules.lifecycle
    borders = [limits.late_from, limits.sleeping_from, limits.lost_from]
    pause = random.choice(borders) * usual(before, History("", [], [], shop, rules, NOON))
    since = [random.uniform(1, pace) for _ in range(random.randint(0, 2))]
    return moments(random.uniform(0, pace), [*since, near(random, pause), *before])


def slowing(random: Random, shop: ShopStatistics, rules: HistoryRules) -> list[float]:
    """The last two gaps around the border of a trend."""
    pace = random.choice([0.5, 1]) * shop.usual_interval_days
    last = [pace * random.choice([1.4, 1.5, 1.6, 1.9]) for _ in range(2)]
    return moments(random.uniform(0, pace), [*last, *[pace] * random.randint(1, 4)])


def any_time(random: Random, shop: ShopStatistics, rules: HistoryRules) -> list[float]:
    """Without any rhythm, on borders, in bursts, in the future."""
    found = [near(random, random.choice(BORDERS)) for _ in range(random.randint(1, 7))]
    return found + random.choice([[], [found[0]], [found[0] + 0.6], [found[0] + 1], [found[0] + 0.7, -3]])


def busy(random: Random, shop: ShopStatistics, rules: HistoryRules) -> list[float]:
    """Around one and a half times the usual pace for a year or two."""
    pace = shop.usual_interval_days / random.choice([1.4, 1.5, 1.6, 2])
    return moments(random.uniform(0, pace), [pace] * int(random.choice([370, 730]) / pace))


def plain(random: Random, order: Order) -> Order:
    return order


def reduced(random: Random, order: Order) -> Order:
    """Mostly at a reduced price."""
    return replace(order, **random.choice([{}, {"discount": Decimal(5)}, {"codes": ("SALE",)}, {"codes": ("SALE",)}]))


def dear(random: Random, order: Order) -> Order:
    total, pieces = order.total * random.choice([2, 3, 5]), random.choice([1, 1, 4])
    return replace(order, total=total, items=(replace(order.items[0], price=total / pieces, quantity=pieces),))


def sent_back(random: Random, order: Order) -> Order:
    """Returns, gestures up to the border, and refunds for our lateness."""
    part = order.total * Decimal(random.choice(["0", "0.1", "0.2", "0.21", "1", "2"]))
    later = order.placed_at + timedelta(days=random.choice([1, 10, 40]))
    dates = [{}, {}, {"returned_at": later}, {"promised_at": later}]
    dates.append({"promised_at": later, "delivered_at": later + timedelta(days=random.choice([-1, 0, 3]))})
    return replace(order, refunded=part, **random.choice(dates))


def mixed(random: Random, order: Order) -> Order:
    """Every status, other currencies, free orders, unknown costs, no items, goods sent back on the same paper."""
    item = order.items[0]
    changes = [
        {},
        {"currency": "CHF"},
        {"total": Decimal(0)},
        {"items": ()},
        {"items": (replace(item, cost=None),), "total": order.total / 2},
        {"items": (item, replace(item, quantity=-1, price=item.price / 3))},
    ]
    statuses = ["paid", "paid", "paid", "refunded", "partially_refunded", "unpaid", "cancelled"]
    return sent_back(random, replace(order, status=random.choice(statuses), **random.choice(changes)))


def shrinking(random: Random, order: Order) -> Order:
    """Small orders in even years, full ones in odd years."""
    return order if order.placed_at.year % 2 else replace(order, total=order.total * Decimal("0.3"))


SHAPES = [one, regular, regular, regular, paused, paused, slowing, any_time, any_time, busy]
DRESSES = [plain, plain, reduced, dear, sent_back, mixed, shrinking]
