"""Texts as templates: what they need, and what can never reach a customer."""

import re

import pytest
from playbook_samples import an_assessment, some_facts

from playbooks.known import gather
from playbooks.rendering import fits, render
from playbooks.templates import facts_of


def test_the_facts_of_a_text_are_read_from_it():
    """Variables inside filters count too."""
    text = "{{ customer.first_name }}: {{ order.days_late | days }}, {{ shop.links.size_guide }}"

    assert facts_of(text, "en") == {"customer.first_name", "order.days_late", "shop.links.size_guide"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ order.colour }}", "'order.colour' is not a variable"),
        ("{{ name }}", "'name' is not a variable"),
        ("{{ order }}", "'order' is not a variable"),
        ("{{ order.__class__ }}", "is not a variable"),
        ("{{ shop.links }}", "is not a variable"),
        ("{{ order.id.upper() }}", "only {{ variable }}"),
        ("{{ 1 + 1 }}", "only {{ variable }}"),
        ("{{ order['id'] }}", "only {{ variable }}"),
        ("{{ 'text' }}", "only {{ variable }}"),
        ("{{ order.id if order else 'x' }}", "only {{ variable }}"),
        ("{% if order %}a{% endif %}", "in a text; write a second text in a list"),
        ("{% for x in order %}a{% endfor %}", "in a text"),
        ("Hi {customer.first_name}", "a single brace"),
        ("Hi {{ customer.first_name }", "write {{ variable }}"),
        ("Hi {{ customer.first_name", "write {{ variable }}"),
        ("{{ order.id | default('x') }}", "'default' is not a filter"),
        ("{{ answer_by }}", "answer_by is a time; write {{ answer_by | clock }} or {{ answer_by | date }}"),
        ("{{ order.total }}", "order.total is a money; write {{ order.total | money }}"),
        ("{{ order.id | clock }}", "order.id is a text, which 'clock' cannot write"),
        ("{{ answer_by | days }}", "answer_by is a time, which 'days' cannot write"),
        ("{{ order.days_late | days | clock }}", "cannot write"),
        ("{{ order.days_late | days(1) }}", "days takes nothing in brackets"),
        ("{{ customer.orders | plural('a', 'b') }}", "plural takes"),
        ("{{ customer.orders | plural(one='order') }}", 'other="…"'),
        ("{{ customer.orders | plural(one='a', many='b', other='c') }}", "plural takes"),
        ("   ", "the text is empty"),
    ],
)
def test_a_text_that_could_go_wrong_is_refused_when_it_is_read(text, said):
    """No condition, no calculation, no unknown variable, no bare date: found at the start, not by a customer."""
    with pytest.raises(ValueError, match=re.escape(said)):
        facts_of(text, "en")


def test_russian_numbers_need_their_three_forms():
    """A text that knows only two would say "5 заказа"."""
    assert facts_of("{{ customer.orders | plural(one='заказ', few='заказа', many='заказов') }}", "ru")
    with pytest.raises(ValueError, match='few="…"'):
        facts_of("{{ customer.orders | plural(one='заказ', other='заказов') }}", "ru")


def test_a_variable_without_value_is_an_error_and_not_a_gap():
    """The default rendered 'Hi {{ name }}!' as 'Hi !'."""
    known = gather(an_assessment(), some_facts(name=None), "en")

    with pytest.raises(LookupError, match="first_name"):
        render("Hi {{ customer.first_name }}!", known, "en")


def test_the_words_of_a_person_are_never_run():
    """A name or a number that looks like a template stays what it is."""
    known = gather(an_assessment(), some_facts(agent="{{ order.total }}"), "en")

    assert render("I'm {{ agent }}.", known, "en") == "I'm {{ order.total }}."


@pytest.mark.parametrize(
    ("text", "whole"), [("a" * 4096, True), ("a" * 4097, False), ("🙂" * 2049, False), ("", False)]
)
def test_telegram_counts_in_utf_16(text, whole):
    """An emoji is two units of the 4096."""
    assert fits(text) is whole
