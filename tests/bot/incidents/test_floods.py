"""What is a flood and what a busy hour: counted by what people ask, and by what their cases share."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.incidents import Case, Past, Subject, find_floods, matches

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def cases(count, start=0, **more):
    """So many conversations, half a minute apart."""
    told = {"intent": "order_status", "text": "where is it"} | more
    return [Case(start + n, start + n, at=NOW - timedelta(seconds=30 * n), **told) for n in range(count)]


def test_the_carrier_that_most_have_names_it():
    """Eighteen ask where their order is, sixteen of them with the same carrier; usually two do."""
    now = cases(16, carrier="DHL") + cases(2, 100, carrier="UPS")
    past = Past(cases(24, 1_000, carrier="DHL"), 12.0)
    (flood,) = find_floods(now, past)

    assert (flood.subject, len(flood.cases), flood.asked, flood.usual) == (Subject("carrier", "DHL"), 16, 18, 2.0)


@pytest.mark.parametrize(
    ("count", "usual", "floods"), [(14, 0, 0), (15, 0, 1), (15, 5, 1), (15, 6, 0), (40, 13, 1), (40, 14, 0)]
)
def test_fifteen_at_three_times_the_usual(count, usual, floods):
    """Both must hold: many, and many more than at this hour in other weeks."""
    assert len(find_floods(cases(count), Past(cases(usual * 4, 1_000), 4.0))) == floods


@pytest.mark.parametrize(("others", "floods"), [(0, 1), (30, 1), (31, 0)])
def test_a_shop_without_a_past_compares_with_all_that_comes_in(others, floods):
    """A first busy morning is no flood; a third of everything about one thing is."""
    other = [case for n, case in enumerate(cases(others, 500, intent="praise"))]

    assert len(find_floods(cases(15) + other, Past())) == floods


def test_one_person_who_writes_fifteen_times_is_one_case():
    """Conversations are counted, not messages."""
    same = [Case(7, n, "order_status", NOW + timedelta(seconds=n)) for n in range(30)]

    assert find_floods(same, Past()) == []


def test_thanks_are_no_incident():
    """A holiday brings many kind words; nobody is told anything for them."""
    assert find_floods(cases(40, intent="praise"), Past()) == []


def test_languages_share_no_words_and_are_one_flood():
    """What most write in English does not leave out those who write Russian."""
    english = cases(16, intent="payment_billing", text="the checkout page refuses my card")
    russian = cases(8, 100, intent="payment_billing", text="страница оплаты не принимает карту", lang="ru")
    (flood,) = find_floods(english + russian, Past())

    assert (flood.subject, len(flood.cases)) == (None, 24)


def test_a_product_that_they_ordered_or_name():
    """By the order where it is known, by the words where it is not."""
    kettle = Subject("product", "Blue kettle")
    by_order = Case(1, 1, "product_fault", NOW, "it leaks", products=("Blue kettle", "Mug"))
    by_words = Case(2, 2, "product_fault", NOW, "my blue kettle leaks")
    neither = Case(3, 3, "product_fault", NOW, "it leaks", products=("Mug",))

    assert [matches(case, "product_fault", kettle) for case in (by_order, by_words, neither)] == [True, True, False]
