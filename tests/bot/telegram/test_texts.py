"""Texts cut to what Telegram takes."""

import random
import re
import unicodedata
from html import unescape

import pytest

from bot.sandbox.texts import utf16_length
from bot.telegram.texts import LONGEST, relay_html, split_text, units

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
FLAG = "🇳🇱"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
THUMB = "👍🏽"
KEYCAP = "1\ufe0f\u20e3"
ACCENTED = "e\u0301\u0323"
WORD = "слово "
PIECES = [
    FAMILY,
    FLAG,
    ENGLAND,
    THUMB,
    KEYCAP,
    ACCENTED,
    WORD,
    "שלום ",
    "क्षि",
    "x",
    "🙂",
    " ",
    "\n",
    "<b>&amp;",
    "汉字",
]

# What a person sees as one sign in the texts above, longest first.
SIGN = re.compile("|".join(re.escape(one) for one in (FAMILY, ENGLAND, FLAG, THUMB, KEYCAP, ACCENTED)))


def seeded_texts():
    chance = random.Random(20)
    for _ in range(30):
        kinds = chance.sample(PIECES, chance.randint(1, len(PIECES)))
        yield "".join(chance.choice(kinds) for _ in range(chance.randint(1, 3000)))


def broken(text, pieces):
    """List the signs that a seam runs through."""
    seams, at = set(), 0
    for piece in pieces:
        at += len(piece)
        seams.add(at)
    return [found[0] for found in SIGN.finditer(text) if seams & set(range(found.start() + 1, found.end()))]


@pytest.mark.parametrize("text", list(seeded_texts()), ids=lambda text: f"{len(text)} characters")
@pytest.mark.parametrize("limit", [LONGEST, 100])
def test_pieces_are_the_text_and_each_fits(text, limit):
    """Joined together the pieces are the text; none is over the limit, none empty, no sign is cut in two."""
    pieces = split_text(text, limit)

    assert "".join(pieces) == text
    assert max(utf16_length(piece) for piece in pieces) <= limit
    assert all(pieces)
    assert broken(text, pieces) == []


@pytest.mark.parametrize("sign", [FAMILY, FLAG, ENGLAND, THUMB, KEYCAP, ACCENTED, "कि"])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_wall_of_one_sign_is_cut_between_signs(sign, before):
    """Thousands of flags in a row, from any start, keep every flag whole."""
    text = before + sign * 2000
    pieces = split_text(text)

    assert "".join(pieces) == text
    assert all(piece.removeprefix(before).replace(sign, "") == "" for piece in pieces)


def test_a_seam_is_looked_for_at_a_line_then_at_a_word():
    """Nobody gets half a word where a whole one was near."""
    line = "one line of some length\n" * 300
    words = "word " * 1500

    assert split_text(line)[0].endswith("length\n")
    assert split_text(words)[0].endswith("word ")


@pytest.mark.parametrize("length", [1, LONGEST - 1, LONGEST])
def test_what_fits_stays_one_piece(length):
    """4,096 units are one message."""
    assert split_text("x" * length) == ["x" * length]


def test_one_unit_more_is_two_pieces():
    """The limit counts UTF-16 units: 2,048 emoji fit, one more does not."""
    assert [len(piece) for piece in split_text("🙂" * 2049)] == [2048, 1]


@pytest.mark.parametrize("text", ["", "a", "🙂", "é", "a🙂б", FAMILY])
def test_units_are_counted_as_telegram_counts(text):
    """Two for what lies outside the basic plane."""
    assert units(text) == len(text.encode("utf-16-le")) // 2


def test_a_mark_pile_longer_than_a_sign_is_cut_all_the_same():
    """Somebody who stacks five thousand accents on one letter is still relayed."""
    text = "a" + "\u0301" * 9000
    pieces = split_text(text)

    assert "".join(pieces) == text
    assert max(map(units, pieces)) <= LONGEST
    assert unicodedata.combining(text[1])


@pytest.mark.parametrize(
    "text", ["<b>bold</b> & \"quotes\" 'too' *stars* _under_ [link](x)", "&lt;already&gt;", "</blockquote>"]
)
def test_a_relay_says_exactly_what_the_customer_wrote(text):
    """Nothing in a customer's words is read as markup, and the mark says that they are theirs."""
    (html,) = relay_html(text)

    assert unescape(html) == f"💬 {text}"
    assert not re.search(r"<\w", html)


def test_a_relay_of_full_length_is_cut_so_that_its_mark_fits():
    """4,096 units and the mark before them are two messages."""
    pieces = [unescape(piece) for piece in relay_html("<" * LONGEST)]

    assert [units(piece) for piece in pieces] == [LONGEST, 6]
    assert "".join(piece.removeprefix("💬 ") for piece in pieces) == "<" * LONGEST
