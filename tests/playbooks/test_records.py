"""Which of several wordings speaks: the one that agents are likeliest to send as it stands."""

import pytest
from playbook_samples import a_late_order, a_playbook, an_answer, an_order, some_facts, suggest_with

from playbooks.records import Counts

FIRST, SECOND = "It left us today.", "Today it went off to you."


def said(*wordings, records, **changes):
    """The substance in the first reply, and the records by wording's text."""
    playbook = an_answer({"en": list(wordings)})
    keys = {one.text: one.key for one in playbook.substance["en"]["warm"]}
    named = {f"answer.substance.{keys[text]}": counts for text, counts in records.items()}
    reply = suggest_with(playbook, records=named, **changes).replies[0]
    return reply.text.removeprefix("Hello. ").removesuffix(" Bye.")


@pytest.mark.parametrize(
    ("counts", "other", "speaks"),
    [
        (Counts(), Counts(), FIRST),
        (Counts(unchanged=9), Counts(), FIRST),
        (Counts(changed=1), Counts(), SECOND),
        (Counts(skipped=1), Counts(), SECOND),
        (Counts(unchanged=8, changed=2), Counts(), FIRST),
        (Counts(unchanged=8, changed=3), Counts(), SECOND),
        (Counts(unchanged=8, changed=3), Counts(changed=4), FIRST),
        (Counts(unchanged=3, changed=7), Counts(unchanged=3, changed=7), FIRST),
    ],
)
def test_the_likeliest_to_be_sent_unchanged_speaks(counts, other, speaks):
    """An untried wording is expected at four in five; of equals the first written speaks."""
    assert said(FIRST, SECOND, records={FIRST: counts, SECOND: other}) == speaks


def test_a_wording_that_needs_less_is_no_alternative():
    """What says more stays before what says less, whatever agents made of it."""
    exact, vague = "It is with {{ order.carrier }}.", "It is on its way."
    records = {exact: Counts(changed=50), vague: Counts(unchanged=50)}

    assert said(exact, vague, records=records, facts=some_facts(a_late_order())) == "It is with DHL."
    assert said(exact, vague, records=records, facts=some_facts(an_order())) == vague


def test_a_wording_that_asks_is_no_alternative_to_one_that_does_not():
    """After a question a reply ends otherwise."""
    plain, asking = "I'll look.", {"text": "Which colour is it?", "asks": True}
    records = {plain: Counts(changed=9)}

    assert said(plain, asking, records=records) == plain


def test_an_approved_text_is_never_reordered():
    """Somebody approved it in this order."""
    texts = {"en": [FIRST, SECOND]}
    approved = a_playbook("help", when={"facts": ["linked"]}, approved=True, kind="danger", substance=texts)
    (key, _) = (one.key for one in approved.substance["en"]["warm"])

    suggestion = suggest_with(approved, records={f"help.substance.{key}": Counts(skipped=99)})

    assert {reply.text for reply in suggestion.replies} == {FIRST}


def test_a_reply_names_its_wordings():
    """Sentence by sentence, with lengths that add up to the text."""
    (short, *_) = suggest_with(an_answer("It left us today.")).replies

    assert [(one.playbook, one.slot) for one in short.wordings] == [
        ("everyday", "opening"),
        ("answer", "substance"),
        ("everyday", "closing"),
    ]
    assert sum(one.length for one in short.wordings) + 2 == len(short.text)
    assert len({one.name for one in short.wordings}) == 3
