"""Learning weights from messages."""

import sys
from dataclasses import replace

import pytest
from weighed import score

from classifier.corpus import CorpusMessage
from classifier.features import features_of
from classifier.taxonomy import PAGING
from classifier.taxonomy import label as spelled
from classifier.training import TrainingError, labels_learned, train

pytest.importorskip("sklearn", reason="training needs scikit-learn: pip install triage-desk[train]")
# A training fits some sixty labels: three seconds on an idle machine, a minute on a busy one.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

# Words of no language, so that nothing but the made-up corpus can teach them: one for each label.
SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu")
WORDS = {
    label: SYLLABLES[at // 8] + SYLLABLES[at % 8] + SYLLABLES[(at // 8 + at) % 8]
    for at, label in enumerate(labels_learned())
}
PLAIN = {"demeanour": "calm", "motive": "none", "intent": "other"}
# The only message that has it, so nothing is to be learnt from it.
RARE = "斑"
ANGRY = "demeanour:angry"
TRAINED_ON, KEPT = "late lamp", "late kettle"


def a_message(text, *labels, situation=TRAINED_ON):
    given = [label.partition(":")[::2] for label in labels]
    own = {**PLAIN, **{axis: type_ for axis, type_ in given if axis in PLAIN}}
    return CorpusMessage(
        id="en/made:1",
        lang="en",
        situation=f"made: {situation}",
        text=text,
        demeanour=(own["demeanour"],),
        motive=own["motive"],
        intent=own["intent"],
        flags=tuple(type_ for axis, type_ in given if axis == "flag"),
        more=tuple(pair for pair in given if pair[0] not in PLAIN and pair[0] != "flag"),
    )


def a_corpus():
    """Four messages for each label, with its word among words that all have; and a word of a single message."""
    frames = ("my {} parcel", "the {} order please", "well {}", "{} and a lamp")
    messages = [a_message(frame.format(word), label) for label, word in WORDS.items() for frame in frames]
    return [*messages, a_message(RARE, ANGRY)]


@pytest.fixture(scope="module")
def told():
    """The labels of which progress was told."""
    return []


@pytest.fixture(scope="module")
def weights(told):
    return train(a_corpus(), progress=lambda labels: (told.append(label) or label for label in labels))


def same(one, other):
    parts = ("table", "steps", "biases", "rarity")
    return one.labels == other.labels and all((getattr(one, part) == getattr(other, part)).all() for part in parts)


def test_the_same_messages_give_the_same_weights(weights):
    """Whoever trains on the shipped corpus gets the shipped weights."""
    assert same(train(a_corpus()), weights)


@pytest.mark.parametrize("label", sorted(set(WORDS) - {spelled(axis, type_) for axis, type_ in PLAIN.items()}))
def test_a_labels_own_words_speak_for_it(weights, label):
    """A word that only a label's messages have raises that label, and more than any other word does."""
    column = weights.labels.index(label)
    scores = {other: score(weights, f"this {word}")[column] for other, word in WORDS.items()}

    assert scores[label] > score(weights, "this")[column]
    assert max(scores, key=scores.__getitem__) == label


def test_validation_messages_are_not_learnt_from(weights):
    """A situation that is kept to measure on teaches nothing, not even how usual a label is."""
    kept = [a_message(f"{WORDS['intent:praise']} plugh", ANGRY, situation=KEPT) for _ in range(9)]

    assert all(message.validation for message in kept)
    assert same(train([*kept, *a_corpus()]), weights)


def test_what_agents_corrected_is_always_learnt(weights):
    """A correction teaches even where its situation would be kept, and what is taught changes a verdict."""
    word = WORDS["intent:praise"]
    taught = [replace(a_message(f"{word} plugh", ANGRY, situation=KEPT), taught=True) for _ in range(9)]
    column = weights.labels.index(ANGRY)

    assert score(train([*taught, *a_corpus()]), word)[column] > score(weights, word)[column]


@pytest.fixture(scope="module")
def calmer():
    """The weights beside ordinary texts that have the word of a danger."""
    return train(a_corpus(), [f"{WORDS['flag:safety']} and a lamp"] * 20)


def test_ordinary_texts_teach_only_whom_not_to_page(weights, calmer):
    """A word that ordinary people use a lot speaks less for a danger; nothing else is learnt from them."""
    word, at = WORDS["flag:safety"], weights.labels.index("flag:safety")
    others = [place for place, label in enumerate(weights.labels) if label not in PAGING]

    assert score(calmer, word)[at] < score(weights, word)[at]
    assert (calmer.table[:, others] == weights.table[:, others]).all()


def test_messages_about_danger_teach_only_whom_to_page(weights):
    """Their moods are not those of an ordinary day, so they do not make their words angry."""
    safety, angry = (weights.labels.index(label) for label in ("flag:safety", ANGRY))
    everyday = [a_message(f"{WORDS['flag:safety']} plugh", ANGRY, "flag:safety") for _ in range(9)]
    grave = [replace(message, id=f"en/page_b:{line}") for line, message in enumerate(everyday)]
    after, otherwise = (score(train([*a_corpus(), *more]), "plugh") for more in (grave, everyday))

    assert after[safety] == pytest.approx(otherwise[safety])
    assert after[angry] < otherwise[angry]


def test_columns_can_be_kept_from_other_weights(weights, calmer):
    """What pages somebody stays as it ships where nothing teaches it anew."""
    assert same(calmer.keeping(PAGING, weights), weights)


def test_a_word_of_a_single_message_is_not_learnt(weights):
    """What one person happened to say is no sign of a label."""
    assert not weights.contributions(features_of(RARE)).any()


@pytest.mark.parametrize("axis", ["near", "like"])
def test_a_resemblance_is_not_learnt(axis):
    """Near misses and look-alikes teach by lacking the label; they are no labels themselves."""
    assert not [label for label in labels_learned() if label.startswith(f"{axis}:")]


def test_progress_is_told_for_each_label(weights, told):
    """Who waits sees label after label."""
    assert told == list(weights.labels) == list(labels_learned())


def test_without_scikit_learn_the_sentence_says_what_to_do(monkeypatch):
    """The shipped program runs without it, so only who trains is asked to install it."""
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)

    with pytest.raises(TrainingError, match=r"pip install triage-desk\[train\]"):
        train(a_corpus())
