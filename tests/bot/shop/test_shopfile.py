"""What a shop sets in `shop.yaml`, and what its owner hears when it is set wrongly."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.shop.shopfile import DEFAULTS, ShopError, load_shop
from classifier.priority import PriorityRules
from classifier.taxonomy import Axis
from playbooks.vocabulary import POLICIES
from playbooks.yamlfile import read_yaml

ZONE = ZoneInfo("Europe/Amsterdam")
DEMO = Path(__file__).parents[3] / "bot" / "sandbox" / "demo_shop.yaml"


@pytest.fixture
def load(tmp_path):
    def load_text(text):
        file = tmp_path / "shop.yaml"
        file.write_text(text)
        return load_shop(file)

    return load_text


def test_a_shop_without_a_file_works_and_promises_nothing():
    """No policy is set, so no reply can rely on one."""
    shop = load_shop()

    assert shop.facts(ZONE).policies == {}
    assert shop.service.first_reply == timedelta(minutes=30)
    assert shop.axes == frozenset()


def test_the_shipped_figures_are_those_of_the_queue():
    """The defaults of file and code agree; a change in one is a change in both."""
    shop = load_shop()

    assert shop.priority_rules(ZONE) == PriorityRules(hours=shop.business_hours(ZONE))


def test_the_shipped_file_lists_every_policy():
    """An owner reads there what can be set."""
    assert list(read_yaml(DEFAULTS)["policies"]) == list(POLICIES)


def test_a_shop_writes_only_what_differs(load):
    """Its keys win, section by section; the rest stays."""
    shop = load('name: Ours\nhours: {opens: "10:00"}\nservice: {undo: 10s}\n')

    assert (shop.name, shop.hours.opens, shop.hours.closes) == ("Ours", time(10), time(21))
    assert (shop.service.undo, shop.service.claim_lapse) == (timedelta(seconds=10), timedelta(minutes=15))


def test_a_shop_keeps_all_but_the_record_of_webhooks_until_it_says_otherwise(load):
    """Dropping is the shop's decision; a delivery is not repeated after three months."""
    usual, own = load_shop().retention, load("retention: {messages: 730d}").retention

    assert (usual.messages, usual.suggestions, usual.audit) == (None, None, None)
    assert (own.messages, own.shop_events) == (timedelta(days=730), timedelta(days=90))


def test_the_demonstration_shop_loads():
    """Noordlicht sells in euros, takes returns for 30 days, and rests on Sundays."""
    shop = load_shop(DEMO)
    facts = shop.facts(ZONE)

    assert (facts.name, facts.currency, facts.policies["return_days"]) == ("Noordlicht", "EUR", 30)
    assert facts.policies["free_shipping_over"] == Decimal(60)
    assert shop.business_hours(ZONE).closed_weekdays == {6}


def test_days_off_are_written_as_people_write_them(load):
    """Weekdays by name, holidays as dates."""
    hours = load("hours: {closed_weekdays: [saturday, sunday], holidays: [2025-12-25]}\n").business_hours(ZONE)

    assert hours.closed_weekdays == {5, 6}
    assert hours.holidays == {date(2025, 12, 25)}


def test_customers_are_left_alone_in_quiet_hours():
    """At eleven in the evening the next word may go out at nine."""
    late = datetime(2025, 11, 22, 22, 0, tzinfo=UTC)

    assert load_shop().customer_hours(ZONE).next_open(late) == datetime(2025, 11, 23, 8, 0, tzinfo=UTC)


def test_history_takes_the_figures_of_the_shop(load):
    """One figure changes, its neighbours keep theirs."""
    history = load("history: {lifecycle: {lost_days: 365, sales_kinds: [cart]}, value: {super_pace: 2}}\n").history

    assert (history.lifecycle.lost_days, history.lifecycle.sales_kinds) == (365, frozenset({"cart"}))
    assert (history.value.super_pace, history.lifecycle.loyal_orders) == (2.0, 5)


def test_optional_axes_are_switched_on_by_name(load):
    """Those about the person are off until the shop decides."""
    assert load("axes: [disc, sabone]\n").axes == {Axis.DISC, Axis.SABONE}


def test_the_harm_of_an_intent_can_be_set(load):
    """The other intents keep theirs."""
    harm = load("priority: {harm_of: {order_status: 0.5}}\n").priority_rules(ZONE).harm

    assert (harm["order_status"], harm["cancel_change"]) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nam: x", "'nam' is not a key here; did you mean 'name'?"),
        ("name: no", "name: False is not text"),
        ("name:", "name: is empty; write a text"),
        ("currency: euro", "currency: 'euro' is not a currency; write its three letters, like EUR"),
        ("languages: [en, de]", "languages: 'de' is not a language that we read; "),
        ("languages: en", "languages: 'en' lists no languages; write it like [en, ru]"),
        ("formal: maybe", "formal: 'maybe' lists no languages; write those with the formal address"),
        ("formal: [en]", "formal: 'en' has no second form of address"),
        ("offers: {welcom: {code: A, until: 2027-01-31}}", "offers: 'welcom' is not an offer; did you mean 'welcome'"),
        ("policies: {return_day: 30}", "policies: 'return_day' is not a policy; did you mean 'return_days'?"),
        ("policies: {return_days: soon}", "policies.return_days: 'soon' is not a number; write a whole one"),
        ("policies: {return_days: 0}", "policies.return_days: 0 is not a number"),
        ("policies: {return_days: yes}", "policies.return_days: True is not a number"),
        ("policies: {free_shipping_over: lots}", "policies.free_shipping_over: 'lots' is not an amount"),
        ("policies: {free_shipping_over: -5}", "policies.free_shipping_over: -5 is not an amount"),
        ("policies: {welcome_code: 2025}", "policies.welcome_code: 2025 is not text"),
        ("links: {returns: www.shop.example}", "links.returns: 'www.shop.example' is not a link; write it whole"),
        ("links: {size guide: https://a.example}", "links: 'size guide' is not a name"),
        ("duty_phone: 31205550123", "duty_phone: 31205550123 is a number, and + or 0 at its head would be lost"),
        ('duty_phone: "ask Olga"', "duty_phone: 'ask Olga' is not a phone number; write digits"),
        ("emergency: {default: 112}", "emergency: 112 is not text"),
        ("emergency: {netherlands: '112'}", "emergency: 'netherlands' is no place"),
        ("hours: {opens: 12:30}", "hours.opens: 750 is not a time; YAML reads 21:00 as a number; write hours"),
        ('hours: {opens: "25:00"}', "hours.opens: '25:00' is not a time; write hours and minutes in quotes"),
        ("hours: {closed_weekdays: [sonday]}", "hours.closed_weekdays[1]: 'sonday' is not a weekday; did you mean"),
        (
            "hours: {closed_weekdays: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]}",
            "hours.closed_weekdays: all seven weekdays are closed",
        ),
        ("hours: {holidays: [christmas]}", "hours.holidays[1]: 'christmas' is not a day; write it like 2025-12-25"),
        ("hours:", "hours: is empty"),
        ("service: {first_repl: 30m}", "service: 'first_repl' is not a key here; did you mean 'first_reply'?"),
        ("service: {first_reply: soon}", "service.first_reply: 'soon' is not a delay; write a number and m, h or d"),
        ("service: {first_reply: 0m}", "service.first_reply: is no time at all"),
        ("priority: {petty: 0.1}", "priority: 'petty' may not move anybody in the queue"),
        ("priority: {caution: 0.1}", "'caution' may not move anybody"),
        ("priority: {service_level: 0.1}", "'service_level' may not move anybody"),
        ("priority: {return_on_effort: 0.1}", "'return_on_effort' may not move anybody"),
        ("priority: {angry: 0.1}", "'angry' may not move anybody"),
        ("priority: {valu: 0.1}", "'valu' is not a key here; did you mean 'value'?"),
        ("priority: {harm: 2}", "priority.harm: 2 is not a share; write a number from 0 to 1"),
        ("priority: {harm: 0.9}", "priority: the weights sum to 1.35; let harm, again, value and loss together"),
        ("priority: {harm_of: {cancel: 1}}", "priority.harm_of: 'cancel' is not an intent; did you mean"),
        ("gestures: {lead: 5}", "gestures: lead (5) is below agent (10)"),
        ("history: {lifecycles: {}}", "history: 'lifecycles' is not a section here; did you mean 'lifecycle'?"),
        ("history: {lifecycle: {lost_day: 1}}", "history.lifecycle: 'lost_day' is not a figure of lifecycle; did you"),
        ("history: {lifecycle: {lost_days: 1.5}}", "history.lifecycle.lost_days: 1.5 is not a whole number"),
        ("history: {lifecycle: {sales_kinds: cart}}", "history.lifecycle.sales_kinds: 'cart' is no list"),
        ("retention: {messages: 2h}", "retention.messages: '2h' is shorter than a day; write days, like 365d"),
        ("retention: {messages: 365}", "retention.messages: 365 is not a delay; write a number and m, h or d"),
        ("axes: [motive]", "axes: 'motive' cannot be switched; "),
        ("name: a\nname: b", "line 2: the key 'name' stands here twice"),
    ],
)
def test_a_mistake_is_told_by_file_key_and_remedy(load, text, said):
    """One sentence: the file, the key, the value, and what would be right."""
    with pytest.raises(ShopError) as error:
        load(text)

    assert str(error.value).startswith(("shop.yaml: ", "shop.yaml, line "))
    assert said in str(error.value)
    assert len(error.value.problems) == 1


def test_all_mistakes_are_told_at_once(load):
    """An owner does not mend a file one start at a time."""
    with pytest.raises(ShopError) as error:
        load("currency: euro\nservice: {undo: soon}\n")

    assert len(error.value.problems) == 2
