"""Ladders: who is asked, when and on what condition, and what is refused at load."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playbook_samples import SHOP, a_flag, a_playbook, an_assessment, an_order, some_facts, suggest_with

from playbooks.errors import PlaybookError
from playbooks.loader import read_playbook

HALF, HOUR = timedelta(minutes=30), timedelta(hours=1)


def refused(tmp_path, *rungs):
    """What is said of a file with these rungs, after a first step to do."""
    lines = ["name: sample", "summary: A sample.", "substance: {en: This.}", "steps:", "  - do: {en: Look}"]
    lines += [f"  - escalate: {{{rung}}}" for rung in rungs]
    file = tmp_path / "sample.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(PlaybookError) as caught:
        read_playbook(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("rungs", "key", "why"),
    [
        (
            ["to: owner", "to: agent, after: 1h"],
            "steps[3].escalate.to",
            "'agent' comes after 'owner'; a ladder only leads up",
        ),
        (["to: specialist", "to: duty", "to: lead, after: 1h"], "steps[4].escalate.to", "'lead' comes after"),
        (["to: lead, after: 30m", "to: lead, after: 1h"], "steps[3].escalate.to", "steps[2], so the ladder goes round"),
        (["to: duty", "to: owner, after: 1h", "to: duty"], "steps[4].escalate.to", "'duty' has a rung already"),
        (
            ["to: lead, after: 1h", "to: owner, after: 30m"],
            "steps[3].escalate.after",
            "'owner' would be told before 'lead'",
        ),
        (["to: lead, after: 1h", "to: owner"], "steps[3].escalate.after", "'owner' would be told before 'lead'"),
        (["to: lead, if: [order_lat]"], "steps[2].escalate.if[1]", "did you mean 'order_late'?"),
    ],
)
def test_a_ladder_that_goes_round_or_down_is_refused(tmp_path, rungs, key, why):
    """By file and key, with what would be right."""
    said = refused(tmp_path, *rungs)

    assert said.startswith("sample.yaml")
    assert f"{key}: " in said
    assert why in said


@pytest.mark.parametrize(
    "rungs",
    [
        ["to: agent", "to: lead, after: 30m", "to: specialist, after: 4h", "to: owner, after: 1d"],
        ["to: duty", "to: lead, after: 5m", "to: owner, after: 5m"],
        ["to: lead, after: 1h", "to: lead, after: 5m, if: [order_late]"],
        ["to: lead, after: 1h", "to: owner, after: 5m, if: ['flag:safety']"],
    ],
)
def test_a_ladder_that_leads_up_is_taken(tmp_path, rungs):
    """The duty phone belongs wherever danger needs it; another condition is another case."""
    lines = ["name: sample", "summary: A sample.", "steps:", *(f"  - escalate: {{{rung}}}" for rung in rungs)]
    file = tmp_path / "sample.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")

    assert len(read_playbook(file).steps) == len(rungs)


def test_a_rung_stands_only_where_its_condition_holds():
    """`if` takes facts and situations, as `needs` does."""
    rungs = [
        {"escalate": {"to": "lead", "after": "30m", "if": ["linked", "has_order"]}},
        {"escalate": {"to": "owner", "after": "1h", "if": ["demeanour:angry"]}},
    ]
    playbook = a_playbook(when={"intent": ["order_status"]}, steps=rungs)
    calm = suggest_with(playbook, facts=some_facts(an_order()))
    unlinked = suggest_with(playbook, facts=some_facts(linked=False))
    angry = suggest_with(playbook, assessment=an_assessment(demeanours={"angry": 0.9}))

    assert [step.escalate_to for step in calm.steps] == ["lead"]
    assert [step.escalate_to for step in unlinked.steps] == []
    assert [step.escalate_to for step in angry.steps] == ["owner"]


def test_a_condition_on_a_stale_fact_is_a_gap_that_the_agent_sees():
    """Nobody knows whether it holds, so the rung is not there, and the card says what is missing."""
    old = an_order(as_of=None, promised_at=an_order().placed_at)
    rung = {"escalate": {"to": "lead", "if": ["order.promised_at"]}}
    suggestion = suggest_with(a_playbook(when={"facts": ["linked"]}, steps=[rung]), facts=some_facts(old))

    assert suggestion.steps == ()
    assert "order.promised_at" in {missing.fact for missing in suggestion.missing}


def test_the_lower_is_told_before_the_higher_at_the_same_time():
    """Two playbooks' ladders become one, each role once, at the earliest of its times."""
    high = a_playbook("high", when={"facts": ["linked"]}, steps=[{"escalate": {"to": "owner", "after": "30m"}}])
    low = a_playbook(
        "low",
        when={"demeanour": ["calm"]},
        substance=None,
        steps=[{"escalate": {"to": "lead", "after": "30m"}}, {"escalate": {"to": "owner", "after": "1h"}}],
    )

    assert [(step.escalate_to, step.after) for step in suggest_with(high, low).steps] == [
        ("lead", HALF),
        ("owner", HALF),
    ]


def test_a_rung_says_why_it_is_there():
    """The playbook's reason and the customer's words, for the menu behind Escalate."""
    playbook = a_playbook(
        when={"demeanour": ["hurried"]}, because="in a hurry", steps=[{"escalate": {"to": "lead", "after": "1h"}}]
    )
    (step,) = suggest_with(playbook, assessment=an_assessment(demeanours={"hurried": 0.9})).steps

    assert (step.escalate_to, step.after, step.because) == ("lead", HOUR, "in a hurry: 'asap'")
    assert step.key == "lead"


@pytest.mark.parametrize(
    ("phone", "lang", "text"),
    [
        ("+31 20 555 0123", "en", "Call the duty phone: ☎ +31 20 555 0123"),
        ("+31 20 555 0123", "ru", "Позвонить дежурному: ☎ +31 20 555 0123"),
    ],
)
def test_the_duty_phone_is_shown_with_its_number(phone, lang, text):
    """An agent calls at once instead of looking for it; at any hour, since that is what it is for."""
    playbook = a_playbook(when={"facts": ["linked"]}, steps=[{"escalate": {"to": "duty"}}])
    facts = some_facts(shop=replace(SHOP, duty_phone=phone))
    (step,) = suggest_with(playbook, facts=facts, desk_lang=lang).steps

    assert (step.text, step.any_hour) == (text, True)


def test_a_shop_without_a_duty_phone_has_no_such_rung():
    """Nobody is told to call what there is not; leads and owner are there."""
    playbook = a_playbook(when={"facts": ["linked"]}, steps=[{"escalate": {"to": "duty"}}])

    assert suggest_with(playbook).steps == ()


def test_no_text_for_a_customer_can_name_the_duty_phone():
    """It is no variable, so a playbook that tried would not load."""
    with pytest.raises(ValueError, match="not a variable"):
        a_playbook(substance={"en": "Call {{ shop.duty_phone }}."})


def test_the_time_of_danger_runs_at_night():
    """Everything else waits for the shop to open."""
    steps = [{"escalate": {"to": "lead", "after": "5m"}}]
    danger = a_playbook("danger", when={"flags": {"safety": "page"}}, steps=steps)
    plain = a_playbook("plain", when={"facts": ["linked"]}, steps=steps)

    assert [step.any_hour for step in suggest_with(plain).steps] == [False]
    assert [
        step.any_hour for step in suggest_with(danger, assessment=an_assessment(flags=[a_flag("safety")])).steps
    ] == [True]
