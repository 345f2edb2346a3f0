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
    order = order_bought(text, ORDERS)
    assert (order and order.id) == number


def test_endings_and_signs_do_not_hide_it():
    watch, bag = an_order_of("Часы наручные мужские", "1"), an_order_of("Рюкзак городской", "2")
    assert order_bought("где мои наручные часы", [watch, bag]) is watch
    assert order_bought("рюкзака нет", [watch, bag]) is bag
    assert (
        order_bought("我的空调没有送到", [an_order_of("壁挂式空调 1.5匹", "1"), an_order_of("雪地靴", "2")]).id == "1"
    )


def test_what_two_orders_have_names_neither():
    assert order_bought("the sandals", [an_order_of("sandals red", "1"), an_order_of("sandals blue", "2")]) is None


def test_the_order_so_named_is_sure():
    facts = replace(some_facts(), orders=tuple(ORDERS), text="my kettle leaks", now=NOW)
    known = gather(an_assessment("product_fault"), facts, "en")
    assert known.values["order.id"] == "2"
    assert "sure_order" in known.situations
