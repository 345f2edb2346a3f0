"""To who is hurt no code is named, in whatever slot and by whatever playbook."""

from dataclasses import replace

import pytest
from playbook_samples import NOW, a_flag, a_playbook, an_assessment, some_facts, suggest_with
from reaching import FULL_SHOP, cases

from playbooks.engine import suggest
from playbooks.loader import load_library
from playbooks.schema import SLOTS

LIBRARY = load_library()
CODES = {offer.code for offer in FULL_SHOP.offers.values()}
NAMING = [
    playbook.name
    for playbook in LIBRARY.playbooks
    if any(
        need.startswith("shop.offers.")
        for slot in SLOTS
        for variants in playbook.fragment(slot).get("en", {}).values()
        for variant in variants
        for need in variant.needs
    )
    and not any(fact.startswith("occasion:") for fact in playbook.when.facts)
]
HURT = {
    "bereaved": {"flags": [a_flag("vulnerable", "check")]},
    "at law": {"flags": [a_flag("legal_threat", "check")]},
    "in danger perhaps": {"flags": [a_flag("self_harm", "check")]},
    "in need": {"demeanours": {"dramatic": 0.9}},
    "angry": {"demeanours": {"angry": 0.9}},
}


@pytest.mark.parametrize("who", HURT)
@pytest.mark.parametrize("name", NAMING)
def test_no_playbook_sells_to_who_is_hurt(name, who):
    """Every playbook that names an offer keeps it back from them, and still answers."""
    for asked, facts in list(cases(LIBRARY[name]))[:12]:
        hurt = an_assessment(asked.intent.best.type, **HURT[who])

        replies = suggest(LIBRARY, hurt, None, facts, lang="en").replies

        assert replies
        assert not any(code in reply.text for reply in replies for code in CODES)


@pytest.mark.parametrize(
    ("text", "lang"), [("У меня умер муж. Есть ли скидка или промокод?", "ru"), ("My son died. Any code for me?", "en")]
)
def test_a_loss_that_raised_no_flag_is_heard_in_the_words(text, lang):
    """The opening that condoles is reason enough."""
    facts = replace(some_facts(text=text), shop=FULL_SHOP, now=NOW)

    replies = suggest(LIBRARY, an_assessment("price_promo"), None, facts, lang=lang).replies

    assert not any(code in reply.text for reply in replies for code in CODES)


def test_who_asks_for_a_code_and_is_well_gets_it():
    """The guard keeps nothing from anybody else."""
    answer = a_playbook(
        "codes", when={"words": {"en": ["code"]}}, substance={"en": ["{{ shop.offers.season.code }}.", "None."]}
    )
    facts = replace(some_facts(text="any code?"), shop=FULL_SHOP)

    told = suggest_with(answer, facts=facts, assessment=an_assessment("other"))
    kept = suggest_with(answer, facts=facts, assessment=an_assessment("product_fault"))

    assert "SEASON" in told.replies[0].text
    assert "SEASON" not in kept.replies[0].text
