"""Turning what cues and weights say into probabilities."""

import random
from dataclasses import replace

import numpy as np
import pytest

from classifier.calibration import FEWEST, MOST_TRUST, Sample, calibrate, gold_of
from classifier.evaluation import calibration_error
from classifier.odds import EVERYWHERE, LEARNED_ONLY, odds_of, scored_labels
from classifier.taxonomy import INTENTS, LANGUAGES, TYPES, Axis

pytest.importorskip("scipy", reason="calibration needs scipy: pip install triage-desk[train]")

ANGRY, HURRIED, DANGER = "demeanour:angry", "demeanour:hurried", "flag:safety"
PLAIN = frozenset({"motive:none", "intent:other"})


def samples(count, *, label=ANGRY, share=0.3, lang="en", real=True, seed=7):
    """Messages of which a share has the label; the weights know it, nearly, and the cues guess."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        holds = chance.random() < share
        learned = {label: (1.5 if holds else -1.5) + chance.gauss(0, 1)}
        gold = PLAIN | {label} if holds else PLAIN
        made.append(Sample(lang, gold, {label: chance.choice([0.0, 2.0])}, learned, real))
    return made


def turned(made):
    """Let cues and weights change places."""
    return [Sample(one.lang, one.gold, one.learned, one.cues, one.real) for one in made]


def probabilities(odds, made, label=ANGRY):
    numbers = odds[label]
    return [
        1 / (1 + np.exp(-numbers["bias"] - numbers["cues"] * one.cues[label] - numbers["learned"] * one.learned[label]))
        for one in made
    ]


def test_what_knows_is_trusted_and_what_guesses_is_not():
    """The trust is what the messages bear out, whether it was cues or weights that knew."""
    weights_know = calibrate(samples(600))[EVERYWHERE][ANGRY]
    cues_know = calibrate(turned(samples(600)))[EVERYWHERE][ANGRY]

    assert weights_know["learned"] > 1.5
    assert weights_know["cues"] < 0.3
    assert cues_know["cues"] > 1.5
    assert cues_know["learned"] < 0.3


@pytest.mark.parametrize(("label", "counts"), [("flag:safety", True), ("flag:privacy", False)])
def test_messages_about_danger_count_for_danger_alone(label, counts):
    """Written to page somebody or nobody, they say nothing about how often anybody asks what we know of them."""
    everyday = samples(300, label=label, real=False)
    about = [replace(one, gold=PLAIN, about_danger=True) for one in samples(300, label=label, real=False, seed=8)]

    changed = calibrate([*everyday, *about])[EVERYWHERE][label] != calibrate(everyday)[EVERYWHERE][label]

    assert changed is counts


def test_what_is_wrong_each_time_is_not_turned_round():
    """Words never speak against their own label: trust stops at nothing."""
    wrong = [Sample(one.lang, one.gold, {}, {ANGRY: -one.learned[ANGRY]}, one.real) for one in samples(300)]

    assert calibrate(wrong)[EVERYWHERE][ANGRY]["learned"] == 0


def test_a_score_is_a_probability():
    """Of messages scored about so, about so many have the label."""
    made = samples(1_000)
    scored = list(
        zip(probabilities(calibrate(made)[EVERYWHERE], made), [ANGRY in one.gold for one in made], strict=True)
    )

    assert calibration_error(scored, bins=5) < 0.04


def test_the_usual_share_is_kept_beside_the_odds():
    """How often a label occurs is measured, for the best guess leans against it."""
    made = samples(500)
    odds = calibrate(made)[EVERYWHERE]

    assert odds[ANGRY]["usual"] == pytest.approx(sum(ANGRY in one.gold for one in made) / 500, abs=0.001)
    assert odds["motive:none"]["usual"] == 1
    assert odds[HURRIED]["usual"] == 0


@pytest.mark.parametrize(("count", "own"), [(FEWEST - 1, False), (FEWEST, True)])
def test_a_language_needs_messages_for_numbers_of_its_own(count, own):
    """With fewer it takes the numbers of all languages."""
    odds = calibrate([*samples(300), *samples(count, lang="fy", share=0.6, seed=8)])

    assert ("fy" in odds) is own
    assert "en" in odds


def test_a_language_moves_away_from_the_others_where_it_differs():
    """Where people are angry twice as often, the same words mean anger sooner."""
    odds = calibrate([*samples(400, share=0.2), *samples(400, share=0.6, lang="es", seed=8)])

    assert odds["en"][ANGRY]["bias"] < odds[EVERYWHERE][ANGRY]["bias"] < odds["es"][ANGRY]["bias"]
    assert odds["en"][ANGRY]["usual"] == odds["es"][ANGRY]["usual"]


def test_flags_use_kept_messages():
    """Customers hardly ever raise a flag, so the corpus's kept messages tell how far its words are trusted."""
    real = samples(200)
    alone = calibrate(real)[EVERYWHERE]
    together = calibrate([*real, *samples(400, label=DANGER, share=0.5, real=False)])[EVERYWHERE]

    assert alone[DANGER]["learned"] == pytest.approx(0.5)
    assert together[DANGER]["learned"] == MOST_TRUST
    assert together[DANGER]["usual"] == 0


def test_what_customers_wrote_is_not_mixed_with_what_we_wrote():
    """Demeanours, motives and intents are fitted on real messages alone, and no language on ours."""
    real = samples(200)
    kept = samples(400, share=0.9, lang="ca", real=False, seed=8)

    assert calibrate([*real, *kept])[EVERYWHERE][ANGRY] == calibrate(real)[EVERYWHERE][ANGRY]
    assert "ca" not in calibrate([*real, *kept])


def test_without_real_messages_the_kept_ones_have_to_do():
    """A first fit is possible before anybody has labelled anything."""
    kept = [Sample(one.lang, one.gold, one.cues, one.learned, real=False) for one in samples(300)]

    assert calibrate(kept)[EVERYWHERE][ANGRY] == calibrate(samples(300))[EVERYWHERE][ANGRY]


def test_rare_labels_have_no_numbers_by_language():
    """A flag or a further axis has too few messages in any one language."""
    own = calibrate(samples(200))["en"]

    assert {label.partition(":")[0] for label in own} == {"demeanour", "motive", "intent"}


@pytest.mark.parametrize(("axis", "types"), [("motive", TYPES[Axis.MOTIVE]), ("intent", INTENTS)])
def test_labels_of_which_one_holds_share_one_probability(axis, types):
    """Without a word said, the probabilities of a motive or an intent are their shares, and sum to one."""
    wanted = dict(zip(types, [0.5, 0.3, 0.2], strict=False))
    other = "intent:other" if axis == "motive" else "motive:none"
    made = [
        Sample("en", frozenset({f"{axis}:{type_}", other}), {}, {}, real=True)
        for type_, share in wanted.items()
        for _ in range(round(400 * share))
    ]
    odds = calibrate(made)["en"]
    mass = {type_: np.exp(odds[f"{axis}:{type_}"]["bias"]) for type_ in types}

    for type_, one in mass.items():
        assert one / sum(mass.values()) == pytest.approx(wanted.get(type_, 0), abs=0.03)


def test_a_word_for_one_motive_speaks_against_the_others():
    """Two motives in doubt are told apart by the one whose word is there."""
    made = [
        Sample("en", frozenset({f"motive:{type_}", "intent:other"}), {}, {f"motive:{type_}": 2.0}, real=True)
        for type_ in ("discount", "researcher")
        for _ in range(100)
    ]
    odds = calibrate(made)["en"]
    said = odds["motive:discount"]["bias"] + 2 * odds["motive:discount"]["learned"]

    assert said > odds["motive:researcher"]["bias"] + 2


def test_every_label_has_numbers():
    """A label without messages gets numbers as well, so that scoring never lacks any."""
    odds = calibrate(samples(50))

    assert list(odds) == [EVERYWHERE]
    assert set(odds[EVERYWHERE]) == set(scored_labels())
    assert all(set(numbers) == {"bias", "cues", "learned", "usual"} for numbers in odds[EVERYWHERE].values())


def test_gold_is_spelled_as_label_keys():
    """Calm is what remains, and near misses are no labels, so neither is scored."""
    more = [("disc", "steady"), ("near", "angry"), ("like", "safety"), ("lifecycle", "at_risk")]

    assert gold_of(["calm"], "none", "other", []) == {"motive:none", "intent:other"}
    assert gold_of(["angry", "hurried"], "discount", "praise", ["safety"], more) == {
        ANGRY,
        HURRIED,
        "motive:discount",
        "intent:praise",
        DANGER,
        "disc:steady",
        "lifecycle:at_risk",
    }


@pytest.mark.parametrize("lang", [*LANGUAGES, "xx"])
def test_the_shipped_odds_cover_every_label(lang):
    """Each language has numbers for each label, and rare labels the same ones everywhere."""
    odds, everywhere = odds_of(lang), odds_of("xx")
    rare = [label for label in odds if label.partition(":")[0] in {"flag", *LEARNED_ONLY}]

    assert list(odds) == scored_labels()
    assert all(numbers["cues"] >= 0 and numbers["learned"] >= 0 for numbers in odds.values())
    assert all(odds[label] == everywhere[label] for label in rare)
