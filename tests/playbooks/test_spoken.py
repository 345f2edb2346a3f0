"""Words of the customer that tell one situation from its neighbour."""

import re
from random import Random

import pytest
from playbook_samples import a_playbook, some_facts, suggest_with

from playbooks.spoken import build_ear, find_spoken, pick_heard, read_spoken


@pytest.mark.parametrize(
    ("words", "text", "lang", "found"),
    [
        (["damaged"], "It arrived DAMAGED.", "en", "DAMAGED"),
        (["crush*"], "all crushed up", "en", "crushed"),
        (["crush*"], "a bonecrusher", "en", None),
        (["art"], "a part is gone", "en", None),
        (["gift card"], "my gift\n card", "en", "gift\n card"),
        (["ещё"], "Она еще едет", "ru", "еще"),
        (["破损"], "收到的时候外壳破损了", "zh", "破损"),
        (["?"], "which one?", "en", "?"),
        (["<url>"], "see <url> here", "en", "<url>"),
        (["isn't"], "it isn’t here", "en", "isn’t"),
        (["sim"], "a simple one 帐篷", "zh", None),
        (["sim"], "我的sim卡", "zh", "sim"),
        (["app*"], "打不开apps了", "zh", "apps"),
        (["damaged"], "İt arrived DAMAGED", "en", "DAMAGED"),
        (["istanbul"], "to İSTANBUL", "en", "İSTANBUL"),
    ],
)
def test_words_are_found_as_people_write_them(words, text, lang, found):
    """Case, line breaks, apostrophes and the Russian ё do not matter; edges of words do, but not in Chinese."""
    spoken = find_spoken(read_spoken({lang: words}), text, lang)

    assert (spoken and spoken.text) == found
    assert spoken is None or text[spoken.start : spoken.end] == spoken.text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_whole_library_hears_what_each_list_would_find(lang):
    """However many words there are, the text is gone through once, with the same result."""
    lists = [read_spoken({lang: words}) for words in (["crush*", "?"], ["gift card", "破损"], ["absent", "收到"])]
    text = "Is the gift card crushed? 收到的时候破损了"

    heard = build_ear(lists, lang).hear(text)

    assert [pick_heard(words, heard, text, lang) for words in lists] == [find_spoken(w, text, lang) for w in lists]


@pytest.mark.parametrize(
    ("word", "text", "lang", "found"),
    [("sim", "a simple one", "zh", None), ("sim", "我的sim卡", "en", "sim"), ("退款", "我要退款", "en", "退款")],
)
def test_edges_are_a_matter_of_the_word_and_not_of_the_language(word, text, lang, found):
    """Customers write one language among another; a plain list is heard alike in all of them."""
    words = read_spoken([word])
    heard = build_ear([words], lang).hear(text)

    for spoken in (find_spoken(words, text, lang), pick_heard(words, heard, text, lang)):
        assert (spoken and spoken.text) == found


def test_one_list_and_a_whole_library_always_agree():
    """Whatever the words and the text are made of: letters of all kinds, signs, spaces, several words at one place."""
    chance = Random(25)
    pieces = [
        "si",
        "sim",
        "a",
        "É",
        "İ",
        "ё",
        "Ж",
        "退",
        "退款",
        "か",
        "ไทย",
        "7",
        "_",
        "'",
        "’",
        "?",
        "<",
        " ",
        "  ",
        "\n",
        "-",
    ]

    def made(most):
        return "".join(chance.choices(pieces, k=chance.randint(1, most)))

    for _ in range(4000):
        made_words = {" ".join(made(3).split()) + chance.choice(["", "", "*"]) for _ in range(6)}
        words = sorted(word for word in made_words if word.strip(" *"))
        lang, text = chance.choice(["en", "ru", "zh"]), made(12)
        lists = [read_spoken({lang: words[::2]}), *([read_spoken(words[1::2])] if words[1::2] else [])] if words else []
        heard = build_ear(lists, lang).hear(text)

        assert [pick_heard(each, heard, text, lang) for each in lists] == [
            find_spoken(each, text, lang) for each in lists
        ], (words, text)


def test_a_plain_list_is_for_every_language():
    """A brand or a code is the same word everywhere."""
    assert find_spoken(read_spoken(["Halla"]), "палатка halla 2", "ru")


def test_words_of_another_language_are_not_looked_for():
    """The same letters may mean something else there."""
    assert find_spoken(read_spoken({"en": ["once"]}), "somos once", "es") is None


@pytest.mark.parametrize("wrong", [[], {}, {"en": []}, {"xx1": ["a"]}, ["*"], ["a*b"], "damaged", [12]])
def test_what_is_no_list_of_words_is_refused(wrong):
    """Whoever writes a playbook learns what is wrong."""
    with pytest.raises(ValueError, match=r"word|text|language"):
        read_spoken(wrong)


def test_a_playbook_with_words_answers_before_one_without():
    """The more exact playbook speaks, and its words are the reason on the card."""
    damaged = a_playbook("damaged", when={"intent": ["order_status"], "words": {"en": ["crush*"]}})
    status = a_playbook("status", when={"intent": ["order_status"]})

    told = suggest_with(damaged, status, facts=some_facts(text="where is it, and is it crushed?")).replies[0]
    plain = suggest_with(damaged, status, facts=some_facts(text="where is it?")).replies[0]

    assert (told.playbook, plain.playbook) == ("damaged", "status")
    assert told.because == "damaged: 'crushed'"


SIGNS = r"\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"


def by_pattern(word, text):
    """Find a word as a regular expression would, in folded text."""
    stem = word.rstrip("*")
    inner = r"\s+".join(map(re.escape, stem.split()))
    letter = rf"[^\W{SIGNS}]" if re.search(f"[{SIGNS}]", text) else r"\w"
    if not re.search(f"[{SIGNS}]", stem):
        before = f"(?<!{letter})" if re.match(r"\w", stem) else ""
        after = f"{letter}*" if word.endswith("*") else f"(?!{letter})" if re.match(r"\w", stem[-1]) else ""
        inner = before + inner + after
    found = re.search(inner, text)
    return found and found.span()


def test_words_are_found_as_a_pattern_would_find_them():
    """The quick way by hand agrees with a regular expression on seeded texts of letters, signs and spaces."""
    chance = Random(11)
    pieces = ["ab", "a", "b", "бв", "в", "退", "款", " ", "  ", "\n", "?", "-", "1", "_", "'"]
    for _ in range(4_000):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 12)))
        word = " ".join("".join(chance.choices(pieces, k=chance.randint(1, 4))).split())
        if not word.strip(" *"):
            continue
        word += chance.choice(["", "*"])
        spoken = find_spoken(read_spoken([word]), text, "en")

        assert (spoken and (spoken.start, spoken.end)) == by_pattern(word, text), (word, text)


@pytest.mark.parametrize(
    ("text", "found"), [("Моя стиральная машина шумит", "стиральная машина"), ("стиральных досок", None)]
)
def test_each_word_of_an_expression_may_have_any_ending(text, found):
    words = {"ru": ("стиральн* машин*",)}
    spoken = find_spoken(words, text, "ru")
    assert (spoken and spoken.text) == found
    assert set(build_ear([words], "ru").hear(text)) == (set(words["ru"]) if found else set())
