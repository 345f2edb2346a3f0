"""Until when a reply stays true."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playbook_samples import NOW, SHOP, ZONE, a_late_order, a_playbook, an_answer, some_facts, suggest_with

from playbooks.facts import Offer, Promised

HOUR = timedelta(hours=1)
MIDNIGHT = (NOW + timedelta(days=1)).astimezone(ZONE).replace(hour=0)
ENDS = NOW + timedelta(days=3)


def until(substance, **facts):
    """Until when the answer is true that is said of a late order, which the shop told us about five hours ago."""
    order = a_late_order(as_of=NOW - 5 * HOUR)
    shop = replace(SHOP, offers={"season": Offer("SPRING", ENDS)})
    replies = suggest_with(an_answer(substance), facts=some_facts(order, shop=shop, **facts)).replies
    return {reply.good_until for reply in replies}


@pytest.mark.parametrize(
    ("substance", "ends"),
    [
        ("Thank you for writing.", None),
        ("Order {{ order.id }} is in our books.", None),
        ("It is with {{ order.carrier }}.", NOW + 19 * HOUR),
        ({"en": {"text": "It ought to be there by now.", "needs": ["order_late"]}}, NOW + 19 * HOUR),
        ("Your code is {{ shop.offers.season.code }}.", ENDS),
        ("You hear from us by {{ answer_by | clock }}.", NOW + HOUR / 2),
        ("It is {{ order.days_late | days }} late.", MIDNIGHT),
        ("We looked at {{ order.as_of | clock }}.", MIDNIGHT),
        ("We look again by {{ promise.due_at | clock }}.", None),
        ({"en": {"text": "We look again.", "needs": ["promise_open"]}}, NOW + 40 * HOUR),
    ],
)
def test_a_reply_lasts_as_long_as_what_it_says(substance, ends):
    """Order facts for a day, an offer until it ends, a time of day until midnight; with its date it stays right."""
    promised = (Promised("look again", NOW + 40 * HOUR),)

    assert until(substance, promised=promised) == {ends}


def test_what_ends_first_counts():
    """One sentence that is over is one too many."""
    both = "{{ order.carrier }} has it; the code {{ shop.offers.season.code }} is yours."

    assert until(both) == {NOW + 19 * HOUR}


def test_what_a_playbook_supposes_wears_out_though_no_text_names_it():
    """Who says sorry for the delay says that the order was late when we last looked."""
    sorry = a_playbook("sorry", when={"facts": ["order_late"]}, substance={"en": "I'm sorry for the delay."})
    (reply, *_) = suggest_with(sorry, facts=some_facts(a_late_order(as_of=NOW - 5 * HOUR))).replies

    assert reply.good_until == NOW + 19 * HOUR
