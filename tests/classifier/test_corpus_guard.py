"""What keeps copies, stock phrases and thin labels out of the corpus."""

import json
import random

import pytest

from classifier.corpus import CorpusMessage
from classifier.corpus_guard import NEAR, grams, main, near_pairs, similarity, stock_phrases, tally

PARCEL = "My parcel should have come on Monday and nobody can tell me where it is."
GOOD = "late parcel | angry | none | order_status | - | - | Where has my blue kettle gone?"
OTHER = "lamp | calm | need_based | product_question | - | - | Do you sell lamps with a dimmer?"


def a_message(text, *, lang="en", demeanour=("angry",), motive="none", intent="other", flags=(), more=()):
    return CorpusMessage("en/made:1", lang, "made: late", text, demeanour, motive, intent, flags, more)


def pairs(texts, others=None):
    return {(one, other) for one, other, _ in near_pairs(texts, others)}


@pytest.mark.parametrize(
    "copy",
    [
        PARCEL,
        PARCEL.upper(),
        PARCEL.replace(" ", "  ").replace(".", "!!! 😡"),
        PARCEL.replace("Monday", "Friday"),
        f"Hi! {PARCEL}",
    ],
)
def test_a_copy_is_found(copy):
    """Capitals, marks, spaces and a word changed do not make a message new."""
    assert pairs({"a": PARCEL, "b": copy}) == {("a", "b")}


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel? It should have come on Monday.",
        "Nobody can tell me where the fitter is, and he should have come on Tuesday with my new kitchen.",
        "你们什么时候发货?",
    ],
)
def test_a_message_of_its_own_passes(text):
    """The same matter in other words is another message."""
    assert pairs({"a": PARCEL, "b": text}) == set()


def test_each_pair_is_found_once():
    """Three copies are three pairs, none with itself."""
    assert sorted(one[:2] for one in near_pairs({"a": PARCEL, "b": PARCEL, "c": PARCEL})) == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]


def test_two_collections_are_compared_with_each_other_only():
    """Against labelled messages, copies among ourselves are not the question."""
    assert pairs({"a": PARCEL, "b": PARCEL}, {"a": "Something else altogether."}) == set()
    assert pairs({"a": PARCEL, "b": "A new lamp, please."}, {"a": PARCEL.lower()}) == {("a", "a")}


def test_looking_only_at_rare_pieces_misses_no_pair():
    """The short cut finds what comparing each with each finds."""
    chance = random.Random(7)
    words = ["late", "lost", "kettle", "parcel", "today", "where", "nobody", "answers", "please", "again"]
    texts = {f"m{number}": " ".join(chance.choices(words, k=chance.randint(1, 5))) for number in range(150)}
    cut = {id_: grams(text) for id_, text in texts.items()}
    expected = {(one, other) for one in cut for other in cut if one < other and similarity(cut[one], cut[other]) > NEAR}

    assert expected
    assert pairs(texts) == expected


@pytest.mark.parametrize(
    ("one", "other", "score"), [("abcdef", "ABC-DEF!", 1.0), ("abcdef", "bcdefg", 1 / 3), ("abcdef", "uvwxyz", 0.0)]
)
def test_similarity_is_the_share_of_common_pieces(one, other, score):
    """From nothing in common to the same letters."""
    assert similarity(grams(one), grams(other)) == pytest.approx(score)


def repeated(phrase, count, **labels):
    """Messages that have a phrase in common, and nothing beside it."""
    return [a_message(f"alpha{number} {phrase} omega{number}", **labels) for number in range(count)]


def test_a_phrase_that_comes_back_too_often_is_found():
    """Four messages of a small label with the same five words are one too many, on each label that they have."""
    messages = repeated("not good enough for me", 4, flags=("privacy",), more=(("near", "hurried"),))

    assert {finding[0] for finding in stock_phrases(messages)} == {
        "demeanour:angry",
        "motive:none",
        "intent:other",
        "flag:privacy",
        "near:hurried",
    }
    assert {finding[1:] for finding in stock_phrases(messages)} == {("not good enough for me", 4, 3)}


def test_a_phrase_is_counted_by_label():
    """Five words shared by four labels, once each, teach none of them."""
    intents = ("other", "praise", "order_status", "price_promo")
    messages = [
        a_message(f"alpha{at} not good enough for me omega{at}", demeanour=(), motive=str(at), intent=intent)
        for at, intent in enumerate(intents)
    ]

    assert list(stock_phrases(messages)) == []


@pytest.mark.parametrize(
    ("phrase", "count", "lang"),
    [
        ("not good enough for me", 3, "en"),
        ("not good enough for", 9, "en"),
        ("这个东西真的不", 9, "zh"),
        ("这个东西真的不好", 3, "zh"),
    ],
)
def test_what_people_often_say_passes(phrase, count, lang):
    """Four words or seven characters are how people talk, and three times is chance."""
    messages = [
        a_message(f"{chr(0x4E00 + at)}{phrase}{chr(0x5E00 + at)}" if lang == "zh" else one.text, lang=lang)
        for at, one in enumerate(repeated(phrase, count))
    ]

    assert list(stock_phrases(messages)) == []


def test_eight_chinese_characters_are_a_phrase():
    """Chinese has no spaces, so its characters are counted; marks between them are not."""
    texts = ["这个东西真的不好", "这个东西,真的不好。", "天这个东西真的不好", "这个东西真的不好地"]
    found = {phrase for _, phrase, *_ in stock_phrases([a_message(text, lang="zh") for text in texts])}

    assert found == {"这个东西真的不好"}


def test_a_phrase_twice_in_one_message_counts_once():
    """Somebody who repeats himself is still one message."""
    text = "not good enough for me, " * 5

    assert list(stock_phrases([a_message(text)])) == []


def test_a_large_label_may_repeat_one_message_in_a_hundred():
    """Six of six hundred pass, the seventh does not."""
    ordinary = [a_message(f"word{number}") for number in range(594)]

    assert list(stock_phrases(ordinary + repeated("not good enough for me", 6))) == []
    assert list(stock_phrases(ordinary + repeated("not good enough for me", 7)))


def test_the_tally_counts_each_label():
    """A message counts for each of its labels, near misses and look-alikes included."""
    messages = [
        a_message("a", demeanour=("angry", "hurried"), flags=("safety",)),
        a_message("b", more=(("like", "safety"),)),
    ]

    assert tally(messages) == {
        "demeanour:angry": 2,
        "demeanour:hurried": 1,
        "motive:none": 2,
        "intent:other": 2,
        "flag:safety": 1,
        "like:safety": 1,
    }


@pytest.fixture
def guarded(tmp_path, capsys):
    """Run the guard over lines and, where given, labelled texts; return its exit code and what it printed."""

    def run(*lines, labelled=()):
        corpus, rows = tmp_path / "en" / "made.txt", tmp_path / "rows.jsonl"
        corpus.parent.mkdir()
        corpus.write_text("\n".join(lines), encoding="utf-8")
        rows.write_text("".join(f"{json.dumps({'id': 'd1', 'text': text})}\n" for text in labelled), encoding="utf-8")
        return main([str(corpus), str(rows)]), capsys.readouterr().out

    return run


def test_the_guard_lets_a_good_corpus_pass(guarded):
    """Nothing found: exit code 0, and the tally."""
    code, printed = guarded(GOOD, OTHER, labelled=["Is the shop open on Sunday?"])

    assert code == 0
    assert "2 messages: demeanour:angry 1, demeanour:calm 1" in printed
    assert printed.endswith("0 findings\n")


@pytest.mark.parametrize(
    ("lines", "labelled", "finding"),
    [
        ([GOOD, "late | angry"], [], "en/made:2: 2 columns"),
        ([GOOD, OTHER, GOOD], [], "en/made:1 and en/made:3 are nearly the same (1.00)"),
        ([GOOD, OTHER], ["do you sell lamps with a dimmer"], "en/made:2 is too near to d1 of rows.jsonl"),
        ([GOOD.replace("?", f" {at * 30} my own dear one?") for at in "xyzw"], [], "'where has my blue kettle' in 4"),
    ],
    ids=["broken line", "copy", "labelled message", "stock phrase"],
)
def test_the_guard_says_what_it_found(guarded, lines, labelled, finding):
    """Each finding is a line that names its place, and the exit code is 1."""
    code, printed = guarded(*lines, labelled=labelled)

    assert code == 1
    assert finding in printed
