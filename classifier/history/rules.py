"""The figures that decide a verdict. A shop overrides them in `shop.yaml`; the reason stands beside each."""

from dataclasses import dataclass, field

# What a micro conversion means. Shops name their own events; kinds not listed here count as plain engagement.
SALES_KINDS = frozenset({"cart", "cart_left", "checkout", "price_question", "product_signup", "quote", "wishlist"})
LOOKING_KINDS = frozenset({"visit", "page_viewed", "product_viewed", "video_watched"})
UNHAPPY_KINDS = frozenset({"complaint", "low_rating", "bad_review", "downgrade"})
GOODBYE_KINDS = frozenset({"account_closed", "said_goodbye"})
PRAISE_KINDS = frozenset({"good_review", "recommended", "shared"})
# What only somebody with needs of their own takes the time for.
EXPERT_KINDS = frozenset(
    {"question", "product_question", "quote", "review", "good_review", "bad_review", "idea", "referral", "recommended"}
)
VIEW_KINDS = frozenset({"product_page", "product_viewed"})
LEFT_KINDS = frozenset({"cart_left"})


@dataclass(frozen=True, slots=True)
class LifecycleRules:
    """Where one lifecycle type ends and the next begins; "usual" is the customer's own interval between orders."""

    shop_weight: float = 2.0  # the shop's usual interval counts like two of the customer's own: one gap is no rhythm
    least_share: float = 0.25  # a burst of orders is no rhythm either: no interval below a quarter of the shop's
    late_from: float = 2.0  # past twice the usual: three in four orders of an irregular buyer come sooner
    sleeping_from: float = 3.0  # past three times: seven in eight come sooner
    lost_from: float = 6.0  # past six times: about one in seventy still comes
    lost_days: int = 730  # two years without an order are an end in any trade
    sleeping_days_at_least: int = 30  # within a month nobody sleeps, however fast the rhythm
    once_lost_from: float = 2.0  # one order only: past twice the shop's usual time to a second, one in fourteen comes
    once_second_days: int = 30  # a window for the second order stays open at least this long after `new` ends
    rare_from: float = 2.0  # own interval at twice the shop's: an occasional buyer, not a slow one
    rare_gaps: int = 2  # one long gap is a pause, two are a habit
    loyal_orders: int = 5  # fewer can be chance: at a one-in-two chance to return, five orders are one in sixteen
    loyal_days: int = 180  # "over a long time": half a year, so that one season is not loyalty
    loyal_regular: float = 0.6  # of the gaps, this share within the usual range; a steady buyer has nearly all
    loyal_returns: float = 0.25  # "few returns": at most one in four
    trend_orders: int = 5  # a trend needs three earlier orders to compare the last two with
    rarer_by: float = 1.5  # the last two gaps each half as long again as the median before
    smaller_by: float = 0.5  # the last two orders together under half of what was usual
    unhappy_days: int = 90  # a complaint colours a quarter of a year
    hot_days: int = 30  # a cart left a month ago has cooled
    suspect_looks: int = 3  # one product page is chance, three are the way buyers look before they buy
    suspect_days: int = 30
    sales_kinds: frozenset[str] = SALES_KINDS
    looking_kinds: frozenset[str] = LOOKING_KINDS
    unhappy_kinds: frozenset[str] = UNHAPPY_KINDS
    goodbye_kinds: frozenset[str] = GOODBYE_KINDS


@dataclass(frozen=True, slots=True)
class ValueRules:
    """What makes a customer stand out by money."""

    gold_days: int = 365  # "over a long time": a year of buying
    gold_discounts: float = 0.5  # "pays more for sure quality": not mostly at reduced prices
    super_pace: float = 1.5  # orders in a year, against what the shop's usual interval makes of a year
    super_orders: int = 4  # a year's least for "very high activity", in shops where the usual is one
    super_size: float = 1.25  # orders a quarter larger than the shop's average
    status_orders: int = 2  # one dear order may be a present
    petty_orders: int = 3  # below three, a discount is what the welcome offer gave
    petty_discounts: float = 0.8  # four of five orders at a reduced price
    petty_size: float = 1.0  # and not above the shop's average order


@dataclass(frozen=True, slots=True)
class CautionRules:
    """When returns are above the shop's limit. A person decides what follows; the verdict only shows figures."""

    orders: int = 5  # fewer orders say little about a habit
    returns: int = 3
    rate: float = 0.5  # the shop's limit: half of the orders sent back
    gesture: float = 0.2  # a refund up to a fifth of the order is our apology, not their return
    days: int = 180  # desk.md: caution expires after 180 days without another return


@dataclass(frozen=True, slots=True)
class AdvocacyRules:
    """When words to others count."""

    praises: int = 2  # one good review is politeness; a recommendation counts at once
    followers: int = 3000  # the reach of the source's Sarah (004)
    days: int = 365  # what was said a year ago no longer speaks for the person
    praise_kinds: frozenset[str] = PRAISE_KINDS
    early_days: int = 42  # "in the first weeks of a product": six of them
    early_orders: int = 3  # bought early twice is chance, three times a habit
    early_share: float = 0.5  # "always tries what is new": at least every second order
    first_days: int = 14  # bought first: while hardly anybody had heard of it
    first_products: int = 2  # one product may have been waited for, two are a way to be
    lead_orders: int = 3  # "large customer": not one large order
    lead_size: float = 3.0  # of the shop's average order; the best twentieth by revenue are large as well
    lead_signs: int = 2  # questions, quotes, reviews, referrals; one is politeness
    expert_kinds: frozenset[str] = EXPERT_KINDS


@dataclass(frozen=True, slots=True)
class MotiveRules:
    """When past orders show why somebody buys; today's message may say otherwise (`weighing.py`)."""

    orders: int = 3  # two orders are no habit
    discounts: float = 0.8  # "few at full price"
    full_price: float = 0.2  # for the opposite: hardly ever at a reduced price
    view_days: int = 30  # what was looked at earlier did not lead to this order
    quick_hours: float = 1.0  # from the first look to the order: no plan, no comparison
    direct_hours: float = 24.0  # a need is met within a day
    odd_share: float = 0.3  # bought from midnight to six; a quarter of the day, and few are awake
    varied_categories: int = 3
    many_returns: float = 0.3  # of the orders
    impulsive_signs: int = 2  # of quick, odd hours, varied, many returns: each alone has other reasons
    looks: int = 3  # pages and carts without an order, within `view_days`
    view_kinds: frozenset[str] = VIEW_KINDS
    left_kinds: frozenset[str] = LEFT_KINDS


@dataclass(frozen=True, slots=True)
class HistoryRules:
    """All rules of one shop."""

    lifecycle: LifecycleRules = field(default_factory=LifecycleRules)
    value: ValueRules = field(default_factory=ValueRules)
    caution: CautionRules = field(default_factory=CautionRules)
    advocacy: AdvocacyRules = field(default_factory=AdvocacyRules)
    motive: MotiveRules = field(default_factory=MotiveRules)


DEFAULT_RULES = HistoryRules()
