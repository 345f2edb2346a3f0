"""Measuring against labelled messages."""

import json

import pytest

from classifier.assessment import Assessment, Flag, Guess, Intent, Verdict
from classifier.evaluation import calibration_error, evaluate
from classifier.taxonomy import Axis


def a_row(**labels):
    gold = {"demeanour": ["calm"], "motive": "none", "intent": "other", "flags": []}
    return {"id": "1", "lang": "en", "text": "x", "pick": "random", **gold, **labels}


def an_assessment(demeanours=("calm",), motive="none", intent="other", flags=(), score=0.9, shown=True):
    def verdict(axis, type_):
        return Verdict(axis, type_ if shown else "unknown", score, Guess(type_, score))

    return Assessment(
        lang="en",
        verdicts={
            Axis.DEMEANOUR: verdict(Axis.DEMEANOUR, demeanours[0]),
            Axis.MOTIVE: verdict(Axis.MOTIVE, motive),
        },
        demeanours=tuple(Guess(type_, score) for type_ in demeanours),
        intent=Intent(intent if shown else "unknown", score, Guess(intent, score)),
        flags=tuple(Flag(type_, score, "check") for type_ in flags),
    )


def test_precision_and_recall_count_each_label_of_a_message():
    """A message may have two demeanours; each is found or missed by itself."""
    rows = [a_row(demeanour=["angry", "hurried"]), a_row(demeanour=["calm"])]
    report = evaluate(rows, [an_assessment(("angry",)), an_assessment(("angry",))])
    labels = report.overall["demeanour"].labels

    assert (labels["angry"].precision, labels["angry"].recall) == (0.5, 1.0)
    assert labels["hurried"].recall == 0.0


def test_macro_averages_only_labels_that_gold_has():
    """A label that no message has says nothing about accuracy."""
    report = evaluate([a_row(motive="discount"), a_row()], [an_assessment(motive="discount"), an_assessment()])

    assert report.overall["motive"].macro == 1.0


def test_what_is_shown_is_measured_apart():
    """Best guesses are graded all; shown verdicts by their share and precision."""
    report = evaluate([a_row(), a_row()], [an_assessment(), an_assessment(intent="praise", shown=False)])
    intent = report.overall["intent"]

    assert (intent.shown, intent.shown_precision) == (0.5, 1.0)


def test_confusion_names_what_was_taken_for_what():
    """Errors can be read by kind."""
    report = evaluate([a_row(intent="praise")], [an_assessment(intent="other")])

    assert report.overall["intent"].confusion == {"praise": {"other": 1}}


def test_a_missed_flag_counts_against_recall():
    """Flags are graded by their presence."""
    report = evaluate([a_row(flags=["safety"]), a_row()], [an_assessment(), an_assessment(flags=["fraud"])])
    labels = report.overall["flags"].labels

    assert (labels["safety"].recall, labels["fraud"].precision) == (0.0, 0.0)


def test_groups_are_reported_apart():
    """By language, and natural rows apart from those picked to enrich rare labels."""
    rows = [a_row(lang="ru"), a_row(pick="cue:anger", demeanour=["angry"])]
    report = evaluate(rows, [an_assessment(), an_assessment()])

    assert set(report.by_language) == {"ru", "en"}
    assert report.by_pick["random"]["demeanour"].macro == 1.0
    assert report.by_pick["cue"]["demeanour"].macro == 0.0


@pytest.mark.parametrize(
    ("scored", "error"),
    [
        ([(0.8, True)] * 8 + [(0.8, False)] * 2, 0.0),
        ([(0.9, False)] * 10, 0.9),
        ([], None),
    ],
)
def test_calibration_error_is_the_gap_between_score_and_truth(scored, error):
    """Of the verdicts given at 0.8, eighty in a hundred are right: then the error is nought."""
    found = calibration_error(scored, bins=1)

    assert found == (error if error is None else pytest.approx(error))


def test_the_report_is_json_and_tables():
    """Both forms come from the same numbers."""
    report = evaluate([a_row()], [an_assessment()])

    assert json.loads(json.dumps(report.to_json()))["overall"]["intent"]["macro"] == 1.0
    assert {title for title, _ in report.tables()} == {"Summary", "demeanour", "motive", "intent", "flags"}


def test_rows_and_assessments_must_pair():
    """A missing assessment is an error, not a shift by one."""
    with pytest.raises(ValueError, match="1 rows but 0 assessments"):
        evaluate([a_row()], [])
