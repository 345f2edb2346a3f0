"""The words that an agent is shown as the reason for a verdict."""

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
import spacy

from classifier.assessment import TextEvidence
from classifier.components.word_weights import LONGEST, WordWeights
from classifier.features import BUCKETS, features_of, tokens_of
from classifier.odds import scored_labels
from classifier.reader import SHOWN_PLACES
from classifier.taxonomy import Axis
from classifier.training import labels_learned
from classifier.weights import Weights

ANGRY, CALM = "demeanour:angry", "demeanour:calm"
TELLING = [
    ("Thieves! This is the worst company ever, I want my money back", "demeanour:angry"),
    ("You guys are amazing, thank you so much, love you 💙", "demeanour:friendly"),
    ("please hurry, I need it by tonight, still waiting!!", "demeanour:hurried"),
    ("Is there a discount code, or anything cheaper?", "motive:discount"),
    ("Please cancel my order, I changed my mind.", "intent:cancel_change"),
    ("Ужасный магазин, воры и обманщики!", "demeanour:angry"),
    ("你们是骗子吧,垃圾客服", "demeanour:angry"),
    ("Quiero cancelar mi pedido, por favor", "intent:cancel_change"),
    ("I will leave a bad review everywhere and post this on social media", "flag:public_threat"),
]
LONG = "Thieves, liars, useless idiots, worst company ever, disgusting, a scam, rude staff, never again, shame on you! "


def learned_of(text, **words):
    """Read a text with weights that know a few words only: the log-odds for `ANGRY`, by word."""
    table = np.zeros((BUCKETS, 2), dtype=np.int8)
    for word, steps in words.items():
        table[word_id(word), 0] = steps
    ones = np.ones(2, dtype=np.float32)
    weights = Weights((ANGRY, CALM), table, ones / 10, 0 * ones, np.ones(BUCKETS, dtype=np.float32))
    return WordWeights(weights)(spacy.blank("xx").make_doc(text)).user_data["learned"]


def word_id(word):
    """Find the feature of a whole word: the first one of a text of it alone."""
    return features_of(word).ids[0]


def quotes(text, **words):
    return [text[start:end] for _, start, end in learned_of(text, **words).places(ANGRY)]


def evidence_of(assessment, label):
    axis, _, type_ = label.partition(":")
    if axis == "intent":
        return assessment.intent.evidence
    if axis == "flag":
        return assessment.flag(type_).evidence
    return assessment.verdicts[Axis(axis)].evidence


def groups_of(assessment):
    return [one.evidence for one in (*assessment.verdicts.values(), assessment.intent, *assessment.flags)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("my lemon came late", {"lemon": 90}, ["lemon"]),
        ("my LEMON, came late", {"lemon": 90}, ["LEMON"]),
        ("my lemon came on a very late day", {"lemon": 60, "late": 90}, ["late", "lemon"]),
        ("so the lemon tree fell", {"lemon": 90, "tree": 90}, ["lemon tree"]),
        ("lemon and tree fell", {"lemon": 90, "tree": 90}, ["lemon and tree"]),
        ("lemon and a tree fell", {"lemon": 90, "tree": 80}, ["lemon", "tree"]),
        ("my lemon came late", {"lemon": 90, "late": 20}, ["lemon"]),
        ("my lemon came late", {"lemon": 90, "late": -90}, ["lemon"]),
        ("my lemon came late", {"lemon": -90}, []),
        ("my lemon came late", {"melon": 90}, []),
        ("柠檬坏了", {"坏": 90}, ["坏"]),
        ("fine 😡 thanks", {"😡": 90}, ["😡"]),
        ("late !!! thanks", {"!!!": 90}, ["!!!"]),
        ("", {"lemon": 90}, []),
    ],
)
def test_quoted_are_the_words_that_have_weight(text, words, expected):
    """Only words that speak for the label are quoted, strongest first, neighbours as one quote."""
    assert quotes(text, **words) == expected


@pytest.mark.parametrize("word", ["1042", "@shop", "https://a.example", ","])
def test_what_explains_nothing_is_not_quoted(word):
    """Numbers, names, links and commas may weigh, but a reader learns nothing from them."""
    assert quotes(f"my {word} late", **{word: 90, "late": 60}) == ["late"]


def test_a_quote_is_short():
    """Twenty strong words in a row are no longer what the eye is sent to."""
    found = quotes("lemon " * 20, lemon=127)

    assert found
    assert all(len(tokens_of(quote)) <= LONGEST for quote in found)


def test_a_label_without_weights_has_no_places():
    """Nothing is quoted, and nothing scored, for what was not learnt."""
    learned = learned_of("my lemon", lemon=90)

    assert learned.places("value:gold") == []
    assert learned.of(["value:gold"]).tolist() == [0]


def test_the_score_is_what_the_words_say():
    """The log-odds of a label are those of its words; a label that no word speaks for keeps its bias."""
    angry, calm = learned_of("my lemon", lemon=90).of([ANGRY, CALM])

    assert angry > 0
    assert calm == 0


@pytest.mark.parametrize(("text", "label"), TELLING)
def test_taking_out_the_quoted_words_lowers_the_score(assess, text, label):
    """The evidence is the reason: without it the verdict is less sure."""
    lang = assess(text).lang
    kept = text
    places = [one for one in evidence_of(assess(text), label) if isinstance(one, TextEvidence)]
    for place in reversed(places):
        kept = kept[: place.start] + kept[place.end :]

    assert places
    assert assess(kept, lang_hint=lang).scores[label] < assess(text).scores[label]


@pytest.mark.parametrize("text", [LONG, LONG * 5, *(text for text, _ in TELLING)])
def test_at_most_three_places_are_quoted(assess, text):
    """Three places explain a verdict; more fill the card."""
    counts = [len([one for one in group if isinstance(one, TextEvidence)]) for group in groups_of(assess(text))]

    assert 0 < max(counts) <= SHOWN_PLACES == 3


@pytest.mark.parametrize(
    "text",
    [
        *(text for text, _ in TELLING),
        "😡😡 you are liars 💥 and thieves 👎🏽👎🏽",
        "👨\u200d👩\u200d👧 love you guys, the best 💙💙 thank you!!",
        "你们是骗子吧，😡垃圾客服！！！ 我的iPhone15什么时候发货？？",
        "退款！！！快点退款😡😡😡 三天了没人理我，垃圾",
        "broken \ud83d emoji, worst company ever, liars!",
        unicodedata.normalize("NFD", "¡Qué vergüenza, sois unos ladrones, nunca más!"),
        "liars" + "!" * 400 + " thieves, worst company ever",
    ],
)
def test_places_are_inside_the_text(assess, text):
    """Each quote is in the text where it says, in the order of the text, and none overlaps another."""
    shown = [[one for one in group if isinstance(one, TextEvidence)] for group in groups_of(assess(text))]

    assert any(shown)
    for group in shown:
        for one in group:
            assert 0 <= one.start < one.end <= len(text)
            assert one.text.strip()
            assert one.text == text[one.start : one.end].replace("\ud83d", "\N{REPLACEMENT CHARACTER}")
        assert all(one.end <= next_.start for one, next_ in pairwise(group))


def test_the_shipped_weights_can_quote_each_label():
    """No label is scored by words that could not be shown."""
    assert set(scored_labels()) <= set(labels_learned())
