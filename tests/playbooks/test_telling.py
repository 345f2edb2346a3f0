"""What a customer is told when their case is passed on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playbook_samples import NOW, SHOP, ZONE, a_flag, a_playbook, an_assessment, some_facts, suggest_with

from classifier.taxonomy import LANGUAGES
from playbooks.address import TWO_ADDRESSES
from playbooks.filters import Voice
from playbooks.ladder import ROLES
from playbooks.telling import Tell, usual_tell

BY = NOW + timedelta(minutes=45)


def said(tell, at=BY):
    return tell.by(at, Voice(tell.lang, ZONE, NOW, "EUR"))


def rung(**keys):
    return a_playbook(when={"facts": ["linked"]}, steps=[{"escalate": {"to": "lead", "after": "30m", **keys}}])


def tell_on(suggestion):
    (step,) = suggestion.steps
    return Tell(step.tell, step.tell_lang)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("formal", [False, True])
def test_every_role_has_usual_words_in_every_language(role, lang, formal):
    """With the promised time, one message long, and nothing of our own signs left in it."""
    text = said(usual_tell(role, lang, formal=formal))

    assert "15:45" in text
    assert 20 < len(text) < 320
    assert not set("[]{}|\ue000\ue001") & set(text)


@pytest.mark.parametrize("lang", sorted(TWO_ADDRESSES))
@pytest.mark.parametrize("role", ["agent", "lead", "specialist", "owner"])
def test_the_address_is_the_shops(role, lang):
    """A language with two forms of address has both."""
    assert usual_tell(role, lang, formal=True) != usual_tell(role, lang, formal=False)


def test_another_day_is_said_with_its_date():
    """An owner has a day; "14:30" alone would be today."""
    assert said(usual_tell("owner", "en", formal=False), NOW + timedelta(days=1)).endswith("by 15:00 on 23 November.")


def test_a_language_without_words_is_told_in_english():
    """As replies are."""
    assert usual_tell("lead", "de", formal=False).lang == "en"


def test_a_rungs_own_words_are_said_with_its_facts_and_the_time_of_the_press():
    """The time is that of whoever takes over, not of the card; until it is known nothing stands there."""
    own = rung(
        tell={"en": "{{ customer.first_name }}, the lead writes by {{ answer_by | clock }} on {{ answer_by | date }}."}
    )
    tell = tell_on(suggest_with(own))

    assert said(tell) == "Anna, the lead writes by 15:45 on 22 November."
    assert "15:30" not in tell.text


def test_without_own_words_the_usual_ones_are_said_in_the_customers_language():
    """A shop's author writes nothing and the customer is told all the same, in the shop's address."""
    facts = some_facts(shop=replace(SHOP, formal=frozenset({"ru"})))
    tell = tell_on(suggest_with(rung(), facts=facts, lang="ru"))

    assert tell == usual_tell("lead", "ru", formal=True)


def test_own_words_in_another_language_give_way_to_usual_ones_in_the_customers():
    """Spanish by the program is better than English by the author for somebody who writes Spanish."""
    assert tell_on(suggest_with(rung(tell={"en": "Soon."}), lang="es")).lang == "es"


def test_own_words_whose_facts_are_unknown_give_way():
    """No wording is said with a hole in it."""
    needy = rung(tell={"en": "Parcel {{ order.tracking }} is with the lead."})

    assert tell_on(suggest_with(needy)) == usual_tell("lead", "en", formal=False)


def test_in_danger_nothing_is_said_beside_the_approved_text():
    """Unless the author of the playbook wrote it."""
    silent = a_playbook("silent", when={"flags": {"safety": "page"}}, steps=[{"escalate": {"to": "lead"}}])
    written = a_playbook(
        "written",
        when={"flags": {"safety": "page"}},
        steps=[{"escalate": {"to": "lead", "tell": {"en": "A second person is with me."}}}],
    )
    danger = an_assessment(flags=[a_flag("safety")])

    assert tell_on(suggest_with(silent, assessment=danger)).text == ""
    assert tell_on(suggest_with(written, assessment=danger)).text == "A second person is with me."


@pytest.mark.parametrize(
    ("lang", "said"), [("ru", ("Рядом второй человек.", "ru")), ("es", ("With me.", "en")), ("zh", ("With me.", "en"))]
)
def test_in_danger_the_usual_words_are_said_in_no_language(lang, said):
    """What the author wrote in the customer's language, else in English."""
    tell = {"en": "With me.", "ru": "Рядом второй человек."}
    rung = {"escalate": {"to": "lead", "tell": tell}}
    danger = an_assessment(flags=[a_flag("safety")])
    written = a_playbook(when={"flags": {"safety": "page"}}, steps=[rung])

    assert tell_on(suggest_with(written, assessment=danger, lang=lang)) == Tell(*said)


def test_in_danger_words_that_cannot_be_said_give_way_to_none():
    """A rung in Russian only tells somebody who writes Spanish nothing."""
    rung = {"escalate": {"to": "lead", "tell": {"ru": "Рядом второй человек."}}}
    danger = an_assessment(flags=[a_flag("safety")])
    written = a_playbook(when={"flags": {"safety": "page"}}, steps=[rung])

    assert tell_on(suggest_with(written, assessment=danger, lang="es")) == Tell()


@pytest.mark.parametrize(("length", "own"), [(4030, True), (4080, False)])
def test_words_that_telegram_would_not_take_give_way(length, own):
    """With the time written in, which is longer than the sign that stands for it."""
    text = "x" * length + " {{ answer_by | clock }}"

    assert (tell_on(suggest_with(rung(tell={"en": text}))) != usual_tell("lead", "en", formal=False)) is own
