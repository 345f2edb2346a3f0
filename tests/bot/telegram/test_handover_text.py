"""The summary for who takes over: plain, short, neutral, in the desk's language."""

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from card_samples import NOW, VIEWS, calm_view, crowded_view

from bot.handover import Handover, Outcome, Promise, Told
from bot.storage.cardview import StepState
from bot.telegram.cardlines import Lines
from bot.telegram.handover import Summary
from bot.wording import DESK_LANGUAGES, load_wording
from playbooks.suggestion import Step

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)


def written(handover, lang="en"):
    summary = Summary(Lines(load_wording(lang), AMSTERDAM))
    return [f"{head} {text}" for head, text in summary(handover, NOW)]


def full(view):
    """Everything that can be handed over."""
    begun = (
        StepState(Step("Check the carrier"), NOW - HOUR, "Olga"),
        StepState(Step("Pass to the lead", escalate_to="lead"), due_at=NOW + HOUR),
    )
    promises = tuple(
        Promise("say what the carrier said", NOW + hours * HOUR, outcome)
        for hours, outcome in ((-30, Outcome.KEPT), (-3, Outcome.BROKEN), (2, Outcome.OPEN), (5, Outcome.OPEN))
    )
    suggestion = replace(
        view.suggestion,
        steps=(Step("Check the carrier"), Step("Pass to the lead", escalate_to="lead"), Step("Write again")),
    )
    return Handover(
        view=replace(view, begun=begun, suggestion=suggestion),
        wrote="third time!!! useless. " * 40,
        waiting_since=NOW - 2 * HOUR,
        promises=promises,
        told=Told("I'm asking DHL. You'll hear from me by 18:00. " * 9, "Olga", NOW - HOUR),
        refunds=2,
    )


def test_it_says_problem_promises_facts_tone_steps_and_what_was_told():
    """Word for word, for one case."""
    lines = written(
        replace(full(crowded_view()), wrote="third time!!! useless", promises=full(calm_view()).promises[1:3])
    )

    assert lines[:5] == [
        "ASKS where the order is · about #1042 · EN · waiting since 12:08",
        "WROTE “third time!!! useless”",
        "FACT with DHL · promised 21 Nov · 1 day late · as of 13:08",
        "WHO Anna · 4 orders since 2024 · orders refunded: 2",
        "HOW calm · worse than before · names lawyers or authorities · may go public · may leave · extra care",
    ]
    assert lines[5:9] == [
        "PROMISED BROKEN, 11:08: say what the carrier said",
        "PROMISED by 16:08: say what the carrier said",
        "DONE Check the carrier (Olga, 13:08)",
        "STILL OPEN Pass to the lead (15:08); Write again",
    ]
    assert lines[9].startswith("TOLD “I'm asking DHL. You'll hear from me by 18:00.")
    assert lines[10] == "DON'T jokes, selling, policy talk, promises"


@pytest.mark.parametrize("lang", DESK_LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_it_is_at_most_twelve_short_lines(name, lang):
    """Also where everything is wrong at once, and people write novels."""
    lines = written(full(VIEWS[name]()), lang)

    assert 6 <= len(lines) <= 12
    assert max(map(len, lines)) <= 420
    assert sum(map(len, lines)) <= 2500


@pytest.mark.parametrize("lang", DESK_LANGUAGES)
def test_no_label_is_handed_over(lang):
    """Ids such as petty or abuser stay in the code."""
    text = "\n".join(written(full(crowded_view()), lang))

    assert not re.search(r"\b(petty|abuser|problem|order_status|legal_threat|broken)\b", text)


def test_what_is_not_known_is_not_said():
    """No order, no promise, no reply: no empty headings but the truth about what was told."""
    lines = written(Handover(view=VIEWS["unlinked"](), wrote=""))

    assert "WHO Anna · not linked to a shop account" in lines
    assert "WROTE (no text)" in lines
    assert "TOLD nothing yet" in lines
    assert not any(line.startswith(("FACT", "PROMISED", "DONE")) for line in lines)
