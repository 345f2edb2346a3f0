"""The order that a message means, told by what was bought."""

from dataclasses import replace
from decimal import Decimal

import pytest
from playbook_samples import NOW, a_delivered_order, an_assessment, some_facts

from classifier.history.orders import Item
from playbooks.bought import order_bought
from playbooks.known import gather


def an_order_of(title, number):
    return a_delivered_order(id=number, items=(Item("A", title, 1, Decimal(10)),))


ORDERS = [an_order_of("Tan strappy sandals, size 5", "1"), an_order_of("Stainless kettle 1.7 l", "2")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the kettle leaks", "2"),
        ("My SANDALS came apart", "1"),
        ("sandals fine, kettle leaks", None),
        ("it leaks", None),
    ],
)
def test_an_article_names_its_order(text, number):
    """Only where it is one order's alone."""
    order = order_bought(text, ORDERS)
    assert (order and order.id) == number


def test_endings_and_signs_do_not_hide_it():
    """Cases of Russian, pairs of Chinese signs."""
    watch, bag = an_order_of("Часы наручные мужские", "1"), an_order_of("Рюкзак городской", "2")
    assert order_bought("где мои наручные часы", [watch, bag]) is watch
    assert order_bought("рюкзака нет", [watch, bag]) is bag
    assert (
        order_bought("我的空调没有送到", [an_order_of("壁挂式空调 1.5匹", "1"), an_order_of("雪地靴", "2")]).id == "1"
    )


def test_what_two_orders_have_names_neither():
    """A word that both titles hold says nothing."""
    assert order_bought("the sandals", [an_order_of("sandals red", "1"), an_order_of("sandals blue", "2")]) is None


@pytest.mark.parametrize(
    "text",
    [
        "I'm travelling next week; where is my order?",
        "I was charged twice",
        "Please cancel it",
        "我的订单什么时候发货",
        "Thanks for the kettle! Where is my other order?",
    ],
)
def test_what_people_write_of_any_order_names_none(text):
    """Neither does an article that is named beside "the other one"."""
    orders = [*ORDERS, an_order_of("Travel mug, returnable, white", "3"), an_order_of("订单打印机", "4")]
    assert order_bought(text, orders) is None


@pytest.mark.parametrize(("text", "sure"), [("my stainless kettle leaks", True), ("my kettle leaks", False)])
def test_two_words_of_a_title_make_it_sure(text, sure):
    """One word chooses the order that a reply asks about; two, and it need not ask."""
    facts = replace(some_facts(), orders=tuple(ORDERS), text=text, now=NOW)
    known = gather(an_assessment("product_fault"), facts, "en")
    assert known.values["order.id"] == "2"
    assert ("sure_order" in known.situations) is sure
