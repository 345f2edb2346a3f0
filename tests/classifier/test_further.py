"""What the words say on the axes beside demeanour, motive and intent."""

from datetime import UTC, datetime

import pytest

from classifier.assessment import FactEvidence, Flag, Guess, TextEvidence, Verdict
from classifier.further import further_verdicts
from classifier.history.profile import Profile
from classifier.reading import Reading
from classifier.taxonomy import OPTIONAL_AXES, TYPES, UNKNOWN, Axis
from classifier.weighing import weigh

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
WORDS = (TextEvidence(0, 5, "words"),)
ORDERS = (FactEvidence("orders", "2 orders"),)


def a_reading(*, weak=False, silent=False, **scores):
    """Read a text by its scores, the axis and type joined by two underscores, with words behind each."""
    spelled = {name.replace("__", ":"): score for name, score in scores.items()}
    return Reading("en", spelled, {} if silent else dict.fromkeys(spelled, WORDS), weak=weak)


def from_history(axis, type_, *, best=None):
    return Verdict(axis, type_, 0.9, Guess(best or type_, 0.9), None, ORDERS)


def leaving(score=0.5):
    return (Flag("churn_threat", score, "check", WORDS),)


def concluded(reading, *, flags=(), known=None, axes_on=frozenset()):
    return {axis: one.type for axis, one in further_verdicts(reading, flags, known or {}, axes_on).items()}


@pytest.mark.parametrize("type_", TYPES[Axis.DECISION])
def test_how_somebody_decides_is_shown(type_):
    """A decision that the words tell of is a verdict, with those words, its score and what comes second."""
    other = next(one for one in TYPES[Axis.DECISION] if one != type_)
    reading = a_reading(**{f"decision__{type_}": 0.7, f"decision__{other}": 0.3})

    assert further_verdicts(reading, (), {}, frozenset()) == {
        Axis.DECISION: Verdict(Axis.DECISION, type_, 0.7, Guess(type_, 0.7), Guess(other, 0.3), WORDS)
    }


@pytest.mark.parametrize(
    "reading",
    [
        a_reading(),
        a_reading(decision__rational=0.54, caution__abuser=0.64, lifecycle__at_risk=0.34, disc__steady=0.54),
        a_reading(decision__rational=0.9, caution__abuser=0.9, lifecycle__at_risk=0.9, disc__steady=0.9, silent=True),
        a_reading(decision__rational=0.9, caution__abuser=0.9, lifecycle__at_risk=0.9, disc__steady=0.9, weak=True),
    ],
    ids=["nothing said", "below the thresholds", "without words to show", "a text that nobody wrote to us"],
)
def test_what_is_not_sure_is_left_out(reading):
    """These axes are silent rather than unsure."""
    assert concluded(reading, axes_on=OPTIONAL_AXES) == {}


@pytest.mark.parametrize("axis", sorted(OPTIONAL_AXES))
@pytest.mark.parametrize("switched_on", [True, False])
def test_an_optional_axis_has_to_be_switched_on(axis, switched_on):
    """A shop that did not ask for personalities is told none, however clear the words."""
    reading = a_reading(**{f"{one}__{TYPES[one][0]}": 0.9 for one in OPTIONAL_AXES})
    axes_on = frozenset({axis}) if switched_on else OPTIONAL_AXES - {axis}

    assert (axis in concluded(reading, axes_on=axes_on)) is switched_on


def test_no_optional_axis_is_on_by_itself():
    """Without a setting there is none of them."""
    reading = a_reading(**{f"{one}__{TYPES[one][0]}": 0.9 for one in OPTIONAL_AXES})

    assert concluded(reading) == {}


@pytest.mark.parametrize(
    ("past", "caution"),
    [
        (None, "undecided"),
        (from_history(Axis.CAUTION, "none"), "undecided"),
        (from_history(Axis.CAUTION, UNKNOWN, best="abuser"), "undecided"),
        (from_history(Axis.CAUTION, "abuser"), "abuser"),
        (from_history(Axis.CAUTION, "problem"), "problem"),
        (from_history(Axis.CAUTION, "undecided"), "undecided"),
    ],
)
def test_words_never_outvote_a_caution_from_history(past, caution):
    """One message changes nothing about returns or rules bent; where history names nothing, words may."""
    profile = Profile(figures={}, verdicts={Axis.CAUTION: past} if past else {})
    assessment = weigh(a_reading(caution__undecided=0.99), profile=profile, now=NOON)

    assert assessment.type_of(Axis.CAUTION) == caution
    if past is not None and past.shown and past.type != "none":
        assert assessment.verdicts[Axis.CAUTION] == past


def test_a_caution_of_history_stands_without_words():
    """A message that says nothing takes nothing away."""
    profile = Profile(figures={}, verdicts={Axis.CAUTION: from_history(Axis.CAUTION, "abuser")})

    assert weigh(a_reading(), profile=profile, now=NOON).type_of(Axis.CAUTION) == "abuser"


AT_RISK = {UNKNOWN, "new", "one_time", "rare", "active", "returning", "loyal", "won_back"}
WON_BACK = {UNKNOWN, "returning", "at_risk", "sleeping", "lost"}


@pytest.mark.parametrize("past", [UNKNOWN, *TYPES[Axis.LIFECYCLE]])
@pytest.mark.parametrize(("said", "allowed"), [("at_risk", AT_RISK), ("won_back", WON_BACK)])
def test_words_move_a_lifecycle_only_where_history_allows(said, allowed, past):
    """Who never bought or is gone cannot become at risk; only who had turned away can be won back."""
    stands = from_history(Axis.LIFECYCLE, past, best="new")
    found = concluded(a_reading(**{f"lifecycle__{said}": 0.9}), known={Axis.LIFECYCLE: stands})

    assert found == ({Axis.LIFECYCLE: said} if past in allowed else {})


@pytest.mark.parametrize("said", ["at_risk", "won_back"])
def test_words_tell_a_lifecycle_of_a_stranger(said):
    """Of somebody without a history the words are all there is."""
    assert concluded(a_reading(**{f"lifecycle__{said}": 0.9})) == {Axis.LIFECYCLE: said}


def test_a_lifecycle_from_words_keeps_what_history_said_as_second():
    """The agent sees the words that moved it, and where the orders still stand."""
    known = {Axis.LIFECYCLE: from_history(Axis.LIFECYCLE, "loyal")}
    found = further_verdicts(a_reading(lifecycle__at_risk=0.8), (), known, frozenset())[Axis.LIFECYCLE]

    assert found.second == Guess("loyal", 0.9)
    assert found.evidence == WORDS


@pytest.mark.parametrize("past", [None, *sorted(AT_RISK)])
def test_a_threat_to_leave_is_shown_as_a_risk(past):
    """The flag alone is enough, with its words and its own score."""
    known = {Axis.LIFECYCLE: from_history(Axis.LIFECYCLE, past, best="new")} if past else {}
    found = further_verdicts(a_reading(lifecycle__won_back=0.9), leaving(0.45), known, frozenset())[Axis.LIFECYCLE]

    assert (found.type, found.evidence) == ("at_risk", WORDS)
    assert found.score == 0.45


def test_a_faint_threat_to_leave_is_no_risk_yet():
    """What is a line to check is too little to call a loyal customer at risk."""
    known = {Axis.LIFECYCLE: from_history(Axis.LIFECYCLE, "loyal")}

    assert concluded(a_reading(), flags=leaving(0.3), known=known) == {}


@pytest.mark.parametrize("past", ["suspect", "prospect", "lead_cold", "lead_hot", "sleeping", "lost", "at_risk"])
def test_who_is_not_with_us_cannot_threaten_to_leave(past):
    """History keeps its word about who never bought, is gone, or is at risk already."""
    known = {Axis.LIFECYCLE: from_history(Axis.LIFECYCLE, past)}

    assert concluded(a_reading(), flags=leaving(0.99), known=known) == {}


def test_another_flag_is_no_threat_to_leave():
    """Whoever threatens with a lawyer has not said that they go."""
    assert concluded(a_reading(), flags=(Flag("legal_threat", 0.9, "check", WORDS),)) == {}


def test_history_alone_tells_worth_and_advocacy():
    """No word makes a customer more valuable, or a fan."""
    reading = a_reading(value__gold=0.99, advocacy__fan=0.99, lifecycle__loyal=0.99)

    assert concluded(reading, axes_on=OPTIONAL_AXES) == {}


@pytest.mark.parametrize(
    ("text", "axis", "type_"),
    [
        ("I can't decide between the blue one and the black one, I keep going back and forth.", "caution", "undecided"),
        ("I'm cancelling my account and going to your competitor.", "lifecycle", "at_risk"),
        (
            "I had sworn off this shop, but I came back and ordered again, and you got it right.",
            "lifecycle",
            "won_back",
        ),
        (
            "My heart says yes and my head compares the prices, I love it and the numbers add up.",
            "decision",
            "combined",
        ),
    ],
)
def test_a_message_is_judged_on_the_further_axes(assess, text, axis, type_):
    """From a text to the verdict, with the weights that are shipped."""
    assert assess(text).type_of(Axis(axis)) == type_
