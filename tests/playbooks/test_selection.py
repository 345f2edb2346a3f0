"""Which playbooks are meant, and who speaks first."""

from dataclasses import replace

import pytest
from playbook_samples import a_flag, a_late_order, a_playbook, an_assessment, some_facts, suggest_with

from classifier.assessment import Guess, Verdict
from classifier.history.fact import Fact
from classifier.history.profile import Profile
from classifier.taxonomy import UNKNOWN, Axis
from playbooks.known import gather
from playbooks.schema import PRECEDENCE
from playbooks.selection import Question, select


def names(playbooks, assessment=None, facts=None, profile=None, lang="en"):
    assessment, facts = assessment or an_assessment(), facts or some_facts()
    question = Question(assessment, profile, gather(assessment, facts, lang), lang)
    return [match.playbook.name for match in select(playbooks, question)]


def chosen(when, assessment=None, facts=None, profile=None, unless=None):
    playbook = a_playbook(when=when, **({"unless": unless} if unless else {}))
    return names([playbook], assessment, facts, profile) == ["sample"]


@pytest.mark.parametrize(
    ("when", "demeanours", "meant"),
    [
        ({"demeanour": {"hurried": 0.6}}, {"hurried": 0.6}, True),
        ({"demeanour": {"hurried": 0.6}}, {"hurried": 0.59}, False),
        ({"demeanour": ["hurried"]}, {"hurried": 0.59}, True),
        ({"demeanour": {"hurried": 0.6}}, {"angry": 0.9, "hurried": 0.7}, True),
        ({"demeanour": {"hurried": 0.6, "angry": 0.8}}, {"angry": 0.85}, True),
        ({"demeanour": {"hurried": 0.6}}, {"calm": 0.9}, False),
        ({"demeanour": ["calm"]}, {"calm": 0.9}, True),
    ],
)
def test_a_type_counts_from_its_lowest_score(when, demeanours, meant):
    """The second demeanour of a message counts as well as the first."""
    assert chosen(when, an_assessment(demeanours=demeanours)) is meant


def test_a_verdict_that_is_not_shown_chooses_nothing():
    """Evidence or nothing: a best guess below the threshold stays a guess."""
    guess = Verdict(Axis.MOTIVE, UNKNOWN, 0.7, Guess("discount", 0.7))
    assessment = an_assessment()
    hidden = replace(assessment, verdicts={**assessment.verdicts, Axis.MOTIVE: guess})

    assert not chosen({"motive": {"discount": 0.5}}, hidden)
    assert chosen({"motive": {"discount": 0.5}}, an_assessment(motive="discount"))


def test_history_speaks_where_the_text_is_silent():
    """A verdict of the profile counts as one of the message does."""
    profile = Profile({}, {Axis.LIFECYCLE: Verdict(Axis.LIFECYCLE, "at_risk", 0.9, Guess("at_risk", 0.9))})

    assert chosen({"lifecycle": ["at_risk"]}, profile=profile)


def test_whoever_is_vulnerable_is_never_taken_for_dramatic():
    """The flag suppresses the demeanour."""
    when = {"demeanour": ["dramatic"]}

    assert chosen(when, an_assessment(demeanours={"dramatic": 0.9}))
    assert not chosen(when, an_assessment(demeanours={"dramatic": 0.9}, flags=[a_flag("vulnerable", "check")]))


@pytest.mark.parametrize(
    ("wanted", "tier", "meant"),
    [("page", "page", True), ("page", "check", False), ("check", "page", True), ("check", "check", True)],
)
def test_check_means_either_tier_and_page_only_the_higher(wanted, tier, meant):
    """A weak hint never brings out the text for danger."""
    assert chosen({"flags": {"fraud": wanted}}, an_assessment(flags=[a_flag("fraud", tier)])) is meant


@pytest.mark.parametrize(
    ("intent", "score", "meant"),
    [("order_status", 0.9, True), ("order_status", 0.45, True), ("praise", 0.9, False)],
)
def test_an_intent_counts_from_a_fair_guess(intent, score, meant):
    """An agent reads the reply first, so a fair guess may choose it."""
    assert chosen({"intent": ["order_status"]}, an_assessment(intent, intent_score=score)) is meant


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ({"facts": ["order_late"]}, True),
        ({"facts": ["order_late", "order.tracking"]}, True),
        ({"facts": ["order_late", "unlinked"]}, False),
        ({"facts": ["intent:order_status"]}, True),
        ({"at_least": {"order.days_late": 3}}, True),
        ({"at_least": {"order.days_late": 4}}, False),
        ({"at_most": {"order.days_late": 3}}, True),
        ({"at_least": {"order.total": 50}}, True),
        ({"at_least": {"profile.orders": 5}}, True),
        ({"at_least": {"profile.nonsense": 0}}, False),
        ({"languages": ["en", "es"]}, True),
        ({"languages": ["ru"]}, False),
        ({"sent": ["price_focused"]}, True),
        ({"sent": ["sample"]}, False),
    ],
)
def test_facts_figures_languages_and_earlier_replies_can_be_asked_for(condition, meant):
    """Every line must hold; what is not known does not."""
    profile = Profile({"orders": Fact(5, "5 orders")}, {})
    facts = some_facts(a_late_order(3), sent=["price_focused"])

    assert chosen(condition, facts=facts, profile=profile) is meant


def test_unless_is_met_by_one_line():
    """An exception needs no second reason."""
    unless = {"intent": ["praise"], "facts": ["order_late"]}

    assert chosen({"demeanour": ["calm"]}, unless=unless)
    assert not chosen({"demeanour": ["calm"]}, unless=unless, facts=some_facts(a_late_order()))


def test_the_history_of_an_unlinked_person_is_not_asked():
    """Somebody else's figures choose nothing."""
    profile = Profile({"orders": Fact(5, "5 orders")}, {})

    assert not chosen({"at_least": {"profile.orders": 1}}, facts=some_facts(linked=False), profile=profile)


def test_the_kinds_speak_in_their_written_order():
    """Danger before law, law before need, a broken promise before a mood, a mood before the matter itself."""
    playbooks = [a_playbook(f"{kind}_one", kind=kind) for kind in reversed(PRECEDENCE)]

    assert names(playbooks) == [f"{kind}_one" for kind in PRECEDENCE]
    assert PRECEDENCE[:6] == ("danger", "legal", "vulnerable", "promise", "demeanour", "situation")


def test_within_a_kind_priority_then_the_more_exact_then_the_surer_speaks():
    """The order never depends on the order of files."""
    late = {"intent": ["order_status"], "facts": ["order_late"]}
    playbooks = [
        a_playbook("plain", when={"intent": ["order_status"]}),
        a_playbook("exact", when=late),
        a_playbook("urgent", when={"facts": ["order_late"]}, priority=1),
    ]

    assert names(playbooks, facts=some_facts(a_late_order())) == ["urgent", "exact", "plain"]
    assert names(playbooks[::-1], facts=some_facts(a_late_order())) == ["urgent", "exact", "plain"]


def test_a_playbook_keeps_slots_and_kinds_from_those_after_it():
    """An angry customer hears no offer and no praise of themselves."""
    angry = a_playbook("angry", when={"demeanour": ["angry"]}, forbids=["limit", "advocacy"], substance={"en": "Calm."})
    fan = a_playbook("fan", when={"advocacy": ["fan"]}, offer={"en": "Tell a friend."})
    strict = a_playbook("strict", when={"value": ["petty"]}, limit={"en": "No bargains."})

    said = suggest_with(
        angry, fan, strict, assessment=an_assessment(demeanours={"angry": 0.9}, advocacy="fan", value="petty")
    )

    assert said.replies[0].text == "Hello. Calm. Bye."


def test_a_forbidden_playbook_forbids_nothing_itself():
    """Whoever is not heard cannot silence others."""
    loud = a_playbook("loud", when={"demeanour": ["angry"]}, forbids=["caution"], substance=None)
    hushed = a_playbook("hushed", when={"caution": ["problem"]}, forbids=["closing"], substance=None)

    said = suggest_with(loud, hushed, assessment=an_assessment(demeanours={"angry": 0.9}, caution="problem"))

    assert said.replies[0].text.endswith("Bye.")


@pytest.mark.parametrize(
    ("assessment", "offered"),
    [
        (an_assessment("product_question", motive="discount"), True),
        (an_assessment("return_refund", motive="discount"), False),
        (an_assessment("complaint_service", motive="discount"), False),
        (an_assessment("product_question", motive="discount", demeanours={"dramatic": 0.7}), False),
        (an_assessment("product_question", motive="discount", flags=[a_flag("vulnerable", "check")]), False),
    ],
)
def test_nothing_is_sold_in_returns_complaints_or_hardship(assessment, offered):
    """Whatever a playbook says, this guard holds."""
    seller = a_playbook("seller", when={"motive": ["discount"]}, offer={"en": "Two for one."}, substance=None)

    assert ("Two for one." in suggest_with(seller, assessment=assessment).replies[0].text) is offered
