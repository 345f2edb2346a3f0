"""What a message is cut into for the learned weights."""

import os
import subprocess
import sys

import numpy as np
import pytest

from classifier.features import BUCKETS, features_of, tokens_of

TEXTS = [
    "Where is my parcel?? I ordered it 2 weeks ago...",
    "Где мой заказ? Жду уже две недели, это позор!!",
    "我的iPhone15什么时候发货？？垃圾客服",
    "¡Qué vergüenza! L'encàrrec no ha arribat 😡👎🏽",
    "see https://example.com/a?b=1 @shop me@example.com <url>",
    "👨\u200d👩\u200d👧",
    "a",
    "\ufffd\x00_",
]


def features(text):
    return set(features_of(text).ids.tolist())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, WORLD", [("word", "hello"), ("mark", ","), ("word", "world")]),
        ("order 1042", [("word", "order"), ("number", "0")]),
        ("size42", [("word", "size"), ("number", "0")]),
        ("don’t", [("word", "don't")]),
        ("soooooo", [("word", "soo")]),
        ("什么iPhone", [("han", "什"), ("han", "么"), ("word", "iphone")]),
        ("@shop https://a.example/b?c=1", [("name", "@"), ("link", "<link>")]),
        ("me@example.com <url>", [("link", "<link>"), ("link", "<link>")]),
        ("no!!!!!", [("word", "no"), ("mark", "!3")]),
        ("what?!", [("word", "what"), ("mark", "!?2")]),
        ("well...", [("word", "well"), ("mark", "..")]),
        ("😡😡", [("mark", "😡"), ("mark", "😡")]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_a_text_is_cut_into_words_and_marks(text, expected):
    """Words, Chinese characters and marks stand alone; numbers, names and links lose what they name."""
    assert [(token.kind, token.form) for token in tokens_of(text)] == expected


@pytest.mark.parametrize("text", TEXTS)
def test_a_token_knows_its_place(text):
    """Tokens follow each other without overlap, and leave out nothing but spaces and underscores."""
    tokens = tokens_of(text)
    covered = {at for token in tokens for at in range(token.start, token.end)}

    assert sum(token.end - token.start for token in tokens) == len(covered)
    assert all(text[at].isspace() or text[at] == "_" for at in set(range(len(text))) - covered)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("order 1042 is late", "order 7 is late"),
        ("hello @shop", "hello @another_shop"),
        ("see https://a.example", "see www.b.example/c?d=1"),
        ("Where is it", "where is it"),
        ("sooo late", "soooooooo late"),
        ("I can't", "I can’t"),
        ("late!!!", "late!!!!!!!"),
        ("late?!", "late!?"),
        ("什么？", "什么?"),
        ("well...", "well…"),
    ],
)
def test_what_means_the_same_has_the_same_features(one, other):
    """How long a scream is, which order it is about and how an apostrophe is drawn say nothing."""
    assert features(one) == features(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("where is it", "WHERE is it"),
        ("late", "late!"),
        ("late!", "late!!!"),
        ("not good", "good not"),
        ("thanks a lot", "thanks a lot lot lot"),
        ("不好看", "好看不"),
        ("😡", "😀"),
    ],
)
def test_what_means_something_else_has_other_features(one, other):
    """Shouting, marks, the order of words and the length of a message are kept."""
    assert features(one) != features(other)


@pytest.mark.parametrize(
    ("word", "form"), [("delivered", "delivery"), ("возврат", "возврата"), ("bestelling", "bestelde")]
)
def test_forms_of_a_word_have_pieces_in_common(word, form):
    """A word seen in one form is recognised in another."""
    any_word = features("xyz")

    assert len((features(word) & features(form)) - any_word) >= 3


def test_a_chinese_word_is_found_inside_a_sentence():
    """Runs of characters stand for words, for nothing parts them."""
    any_three = features("啊啊啊")

    # Three characters, two pairs, and the run of three.
    assert len((features("多少钱") & features("请问这个多少钱啊")) - any_three) >= 6


@pytest.mark.parametrize("text", TEXTS)
def test_each_feature_has_a_place(text):
    """Features occur once each, fit the table, and point to tokens of the text."""
    found = features_of(text)

    assert len(set(found.ids.tolist())) == len(found.ids) == len(found.firsts) == len(found.lasts) > 0
    assert ((found.ids >= 0) & (found.ids < BUCKETS)).all()
    assert ((found.firsts >= 0) & (found.firsts <= found.lasts) & (found.lasts < len(found.tokens))).all()


@pytest.mark.parametrize("text", ["", "  ", "_"])
def test_a_text_without_tokens_has_no_features(text):
    """Nothing to cut is no error."""
    found = features_of(text)

    assert found.tokens == ()
    assert found.ids.shape == found.firsts.shape == found.lasts.shape == (0,)


def test_half_a_character_is_no_error():
    """A lone surrogate, cut off on the way, is a mark like any other."""
    assert [token.kind for token in features_of("\ud83d hello").tokens] == ["mark", "word"]


def test_features_are_the_same_on_every_machine():
    """Shipped weights are worth something only where a word has the same number tomorrow."""
    code = "from classifier.features import features_of; print(*features_of('Where is my parcel?').ids)"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True
        )
        for seed in ("1", "2")
    ]

    assert (
        runs[0].stdout.split() == runs[1].stdout.split() == [str(one) for one in features_of("Where is my parcel?").ids]
    )
    assert features_of("Where is my parcel?").ids.dtype == np.int64
