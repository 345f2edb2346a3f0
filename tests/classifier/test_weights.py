"""The table of learned weights."""

import numpy as np
import pytest
from weighed import score

from classifier.features import BUCKETS, features_of
from classifier.training import labels_learned
from classifier.weights import Weights, load_weights, worth_of

TEXT = "Where is my parcel? 我等了两周 😡"


@pytest.fixture(scope="module")
def weights():
    """Weights by chance, so that no two places say the same."""
    chance = np.random.default_rng(7)
    return Weights(
        labels=("demeanour:angry", "motive:none", "intent:other"),
        table=chance.integers(-127, 128, (BUCKETS, 3)).astype(np.int8),
        steps=np.array([0.01, 0.02, 0.03], dtype=np.float32),
        biases=np.array([-1.0, 0.5, 0.0], dtype=np.float32),
        rarity=chance.uniform(1, 5, BUCKETS).astype(np.float16).astype(np.float32),
    )


def test_weights_are_read_as_they_were_written(weights, tmp_path):
    """What is shipped says of a text exactly what was learnt."""
    weights.save(tmp_path / "weights.npz")
    read = load_weights(tmp_path / "weights.npz")

    assert read.labels == weights.labels
    assert all((getattr(read, name) == getattr(weights, name)).all() for name in ("table", "steps", "biases", "rarity"))
    assert (score(read, TEXT) == score(weights, TEXT)).all()


def test_weights_of_another_size_are_refused(tmp_path):
    """A file of an older program is named, with both sizes and what to do."""
    ones = np.ones(1, dtype=np.float32)
    old = Weights(("motive:none",), np.zeros((8, 1), dtype=np.int8), ones, ones, np.ones(8, dtype=np.float32))
    old.save(tmp_path / "old.npz")

    with pytest.raises(ValueError, match=rf"old\.npz has 8 features, the program {BUCKETS}; run `triage train`"):
        load_weights(tmp_path / "old.npz")


@pytest.mark.parametrize("text", [TEXT, "ok", "", "late " * 500])
def test_contributions_sum_to_the_score(weights, text):
    """Nothing moves a verdict but its features and the bias, so the words shown are the whole reason."""
    contributions = weights.contributions(features_of(text))

    assert contributions.shape == (len(features_of(text).ids), 3)
    np.testing.assert_allclose(contributions.sum(axis=0) + weights.biases, score(weights, text), rtol=1e-5)


def test_a_text_without_words_scores_the_bias(weights):
    """Where nothing is said, only how usual a label is remains."""
    assert (score(weights, "") == weights.biases).all()


def test_a_long_text_counts_no_more_than_a_short_one(weights):
    """The worth of all features together has the length of one."""
    for text in ("late", TEXT, "Where is my parcel? " * 100):
        assert np.linalg.norm(worth_of(features_of(text), weights.rarity)) == pytest.approx(1, rel=1e-5)


def test_words_never_learnt_have_no_worth(weights):
    """Features of no rarity add nothing, and divide nothing by nought."""
    unknown = np.zeros(BUCKETS, dtype=np.float32)

    assert not worth_of(features_of(TEXT), unknown).any()


def test_a_label_is_found_by_its_name(weights):
    """A label that was not learnt has no column."""
    assert weights.columns(("intent:other", "value:gold", "demeanour:angry")) == [2, -1, 0]


def test_the_shipped_weights_have_the_labels_that_are_learnt():
    """A label added to the taxonomy is trained before it is shipped."""
    assert load_weights().labels == tuple(labels_learned())
