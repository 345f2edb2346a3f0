"""One text for both forms of address."""

from dataclasses import replace

import pytest
from playbook_samples import SHOP, an_answer, some_facts, suggest_with

from playbooks.address import addressed


@pytest.mark.parametrize(
    ("text", "lang", "plain", "formal"),
    [
        ("Напиши[|те], что [ты видишь|вы видите].", "ru", "Напиши, что ты видишь.", "Напишите, что вы видите."),
        ("请告诉我[你|您]的订单号。", "zh", "请告诉我你的订单号。", "请告诉我您的订单号。"),
        ("¿Me [puedes|puede] decir el número?", "es", "¿Me puedes decir el número?", "¿Me puede decir el número?"),
    ],
)
def test_a_bracket_holds_the_words_of_both_addresses(text, lang, plain, formal):
    """The first words are for the plain address, the second for the formal one."""
    assert addressed(text, lang) == {"plain": plain, "formal": formal}


def test_a_text_without_brackets_suits_both():
    """Nothing is written twice."""
    assert addressed("Hello.", "en") == {None: "Hello."}


@pytest.mark.parametrize(
    ("text", "lang", "right"),
    [
        ("Send [me] it.", "en", "a single bracket"),
        ("Send [it|them].", "en", "en has one form of address"),
        ("Пришли[те", "ru", "a single bracket"),
        ("Пришли[а|б|в]", "ru", "a single bracket"),
    ],
)
def test_a_wrong_bracket_is_refused(text, lang, right):
    """Brackets never reach a customer."""
    with pytest.raises(ValueError, match=right):
        addressed(text, lang)


@pytest.mark.parametrize(("formal", "said"), [(frozenset(), "Пришли номер."), (frozenset({"ru"}), "Пришлите номер.")])
def test_the_shop_decides_on_the_address(formal, said):
    """A shop says in shop.yaml in which languages it addresses people formally."""
    answer = an_answer({"ru": "Пришли[|те] номер."})
    facts = some_facts(shop=replace(SHOP, formal=formal))

    suggestion = suggest_with(answer, facts=facts, lang="ru")

    assert {reply.text for reply in suggestion.replies} == {said}
