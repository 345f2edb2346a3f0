"""What a playbook may wish for: a tone to be put first, an answer before a time is promised, an offer that holds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playbook_samples import NOW, SHOP, a_playbook, an_answer, an_assessment, some_facts, suggest_with

from playbooks.facts import Offer
from playbooks.loader import load_library
from playbooks.suggestion import TONES


def test_the_warm_reply_stands_first_where_nobody_wishes_otherwise():
    """It sees the person and still fits a phone."""
    assert [reply.tone for reply in suggest_with(an_answer("Yes.")).replies] == ["warm", "short", "firm"]


def test_the_first_playbook_with_a_wish_chooses_the_tone():
    """Who is against the clock reads the short one first, whatever the matter wishes for."""
    hurried = a_playbook("hurried", when={"demeanour": {"hurried": 0.6}}, substance=None, tone="short")
    answer = an_answer("Yes.", tone="firm")

    suggestion = suggest_with(answer, hurried, assessment=an_assessment(demeanours={"hurried": 0.9}))

    assert suggestion.replies[0].tone == "short"
    assert {reply.tone for reply in suggestion.replies} == set(TONES)


def test_after_a_question_no_time_is_promised():
    """The next word is the customer's; our time would begin to run before it."""
    asks = an_answer({"en": [{"text": "Which one?", "asks": True}]})
    everyday = {"closing": {"en": "I'll write by {{ answer_by | clock }}."}, "follow_up": {"at": "answer_by"}}
    closes = a_playbook("closes", when={"facts": ["linked"]}, substance=None, **everyday)

    asking = suggest_with(asks, closes)
    telling = suggest_with(an_answer("That one."), closes)

    assert asking.replies[0].text == "Hello. Which one?"
    assert asking.follow_up is None
    assert telling.replies[0].text == "Hello. That one. I'll write by 15:30."
    assert telling.follow_up is not None


@pytest.mark.parametrize(("left", "said"), [(timedelta(seconds=1), True), (timedelta(0), False)])
def test_an_offer_is_spoken_of_until_its_last_moment(left, said):
    """Limited-time offers have real end dates."""
    answer = an_answer({"en": ["Code {{ shop.offers.welcome.code }} holds.", "No code."]})
    facts = some_facts(shop=replace(SHOP, offers={"welcome": Offer("HI5", NOW + left)}))

    assert ("HI5" in suggest_with(answer, facts=facts).replies[0].text) is said


def test_chinese_sentences_stand_without_a_space():
    """Full stops of full width bring their own room."""
    answer = an_answer({"zh": "已收到。"})
    everyday = a_playbook("greets", when={"facts": ["linked"]}, substance=None, opening={"zh": "您好！"})

    assert suggest_with(answer, everyday, lang="zh").replies[0].text == "您好！已收到。"


def test_the_shipped_library_is_complete():
    """Loading it is the check that every key and variable is right."""
    assert load_library().playbooks
