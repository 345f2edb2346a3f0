"""What the conversation and the history add to the words of a message."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classifier import weighing
from classifier.assessment import FactEvidence, Guess, Said, Verdict
from classifier.history.profile import Profile
from classifier.taxonomy import PAGED, Axis

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def types(assessment):
    return {guess.type for guess in assessment.demeanours}


def said(text, ago, who="customer"):
    return Said(who, text, NOON - ago)


def test_short_messages_in_a_row_sound_hurried(assess):
    """Three short messages within ten minutes raise the hurry, with the pace as its evidence."""
    before = [
        said("hi", timedelta(minutes=3)),
        said("my order", timedelta(minutes=2)),
        said("so?", timedelta(minutes=1)),
    ]
    assessment = assess("anything", conversation=before)

    assert types(assessment) == {"hurried"}
    assert FactEvidence("pace", "4 short messages within 10 minutes") in assessment.verdicts[Axis.DEMEANOUR].evidence


def test_an_answer_ends_the_row(assess):
    """Messages that were answered do not count as pressing."""
    before = [said("hi", timedelta(minutes=3)), said("Hello!", timedelta(minutes=2), who="agent")]

    assert types(assess("my order", conversation=before)) == {"calm"}


def test_anger_decays(assess):
    """An anger of a minute ago counts more than one of yesterday."""
    rage = "You are liars and thieves, worst company ever."
    fresh, old = (
        assess("This is annoying", conversation=[said(rage, ago), said("Sorry!", ago / 2, who="agent")])
        for ago in (timedelta(minutes=1), timedelta(days=2))
    )
    angry = [assessment.verdicts[Axis.DEMEANOUR].best.score for assessment in (fresh, old)]

    assert angry[0] > angry[1]


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        ("Where is my order?", "You useless liars, worst company ever!", "worse"),
        ("You useless liars, worst company ever!", "Thank you, got it.", "calmer"),
        ("Where is my order?", "It is number 1042.", "same"),
    ],
)
def test_the_trend_compares_with_the_message_before(assess, before, now, trend):
    """An agent sees whether it gets better or worse."""
    assert assess(now, conversation=[said(before, timedelta(hours=1))]).trend == trend


def a_profile(**verdicts):
    shown = {
        Axis(axis): Verdict(Axis(axis), type_, 0.9, Guess(type_, 0.9), None, (FactEvidence("orders", "2 orders"),))
        for axis, type_ in verdicts.items()
    }
    return Profile(figures={}, verdicts=shown)


def test_what_history_judges_is_taken_from_history(assess):
    """Lifecycle, value, advocacy and caution are the profile's."""
    profile = a_profile(lifecycle="loyal", value="gold", advocacy="fan", caution="none")
    assessment = assess("Where is my order?", profile=profile)

    assert {axis: assessment.type_of(axis) for axis in profile.verdicts} == {
        axis: verdict.type for axis, verdict in profile.verdicts.items()
    }


def test_nobody_sounds_angrier_for_being_a_poor_customer(assess):
    """A profile does not move a demeanour by a hair."""
    text = "This is annoying, where is it?"
    plain, poor = assess(text), assess(text, profile=a_profile(value="petty", caution="abuser", lifecycle="lost"))

    assert plain.demeanours == poor.demeanours
    assert plain.verdicts[Axis.DEMEANOUR] == poor.verdicts[Axis.DEMEANOUR]


def test_who_says_that_they_leave_is_at_risk(assess):
    """The words of a leaving customer count beside a history that is still fine; who is gone stays gone."""
    leaving = "I'm cancelling my account and switching to another shop."

    assert assess(leaving, profile=a_profile(lifecycle="loyal")).type_of(Axis.LIFECYCLE) == "at_risk"
    assert assess(leaving, profile=a_profile(lifecycle="lost")).type_of(Axis.LIFECYCLE) == "lost"


@pytest.mark.parametrize("name", ["flag_messages.txt", "paged_messages.txt"])
def test_where_the_wish_is_plain_no_danger_loses_its_line(name, assess, monkeypatch):
    """Weak hints are left out there to spare agents lines to check, never at the cost of somebody in danger."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    told = [
        (flags, line.split(" | ", 2)[2])
        for line in lines
        if (flags := set(PAGED) & set(line.split(" | ")[0].split(",")))
    ]

    def found():
        return [flags & {flag.type for flag in assess(text).flags} for flags, text in told]

    spared = found()
    monkeypatch.setattr(weighing, "PLAIN_WORDS", {})

    assert len(told) > 70
    assert spared == found()
