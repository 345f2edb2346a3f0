"""A few keys of a shop's laid over a shipped playbook."""

import pytest

from playbooks.errors import PlaybookError
from playbooks.extending import extend
from playbooks.loader import load, load_library
from playbooks.schema import Playbook
from playbooks.yamlfile import Document

OURS = {
    "name": "late",
    "summary": "Ours.",
    "when": {"intent": ["order_status"], "words": {"en": ["late"]}},
    "substance": {
        "en": {"short": "Short.", "warm": ["{{ order.id }} is late.", "It is late."]},
        "ru": "По-русски.",
    },
    "avoid": ["blame"],
    "because": {"en": "late", "ru": "поздно"},
}


def laid(danger=False, **keys):
    merged = extend(Document("ours.yaml", OURS), Document("mine.yaml", {"extend": "late", **keys}), danger=danger)
    return Playbook.model_validate(merged.content)


def texts(playbook, lang, tone):
    return [(variant.address, variant.text) for variant in playbook.substance[lang][tone]]


def test_a_wording_comes_before_ours_and_ours_stays_for_want_of_a_fact():
    """Only that tone of that language is touched."""
    playbook = laid(substance={"en": {"warm": "{{ order.tracking }} is late."}})

    assert [text for _, text in texts(playbook, "en", "warm")] == [
        "{{ order.tracking }} is late.",
        "{{ order.id }} is late.",
        "It is late.",
    ]
    assert texts(playbook, "en", "short") == [(None, "Short.")]
    assert texts(playbook, "ru", "firm") == [(None, "По-русски.")]


def test_a_text_for_all_tones_stands_in_each():
    """Also in a tone that ours did not have."""
    playbook = laid(substance={"en": "Sorry."})

    assert [texts(playbook, "en", tone)[0][1] for tone in ("short", "warm", "firm")] == ["Sorry."] * 3


def test_a_tone_of_ours_is_spread_out_where_it_was_one_text():
    """The Russian text serves all tones; a warm one of the shop's leaves the others."""
    playbook = laid(substance={"ru": {"warm": "Тепло."}})

    assert texts(playbook, "ru", "warm") == [(None, "Тепло."), (None, "По-русски.")]
    assert texts(playbook, "ru", "short") == [(None, "По-русски.")]


def test_addresses_meet():
    """A pair of the shop's is put before our one text, for both addresses."""
    playbook = laid(substance={"ru": {"warm": {"plain": "Ты.", "formal": "Вы."}}})

    assert texts(playbook, "ru", "warm") == [
        ("plain", "Ты."),
        ("plain", "По-русски."),
        ("formal", "Вы."),
        ("formal", "По-русски."),
    ]


def test_a_new_language_and_a_new_slot_are_added():
    """Spanish beside ours, and an offer that we did not make."""
    playbook = laid(substance={"es": "Tarde."}, offer={"en": "Come again."})

    assert texts(playbook, "es", "short") == [(None, "Tarde.")]
    assert playbook.offer["en"]["firm"][0].text == "Come again."
    assert set(playbook.substance) == {"en", "ru", "es"}


def test_lists_are_added_to_and_single_keys_replaced():
    """Each entry once."""
    playbook = laid(avoid=["blame", "a date"], priority=7, follow_up={"after": "2h"}, because={"en": "it is late"})

    assert [words["en"][0].text for words in playbook.avoid] == ["blame", "a date"]
    assert playbook.priority == 7
    assert playbook.follow_up.after.total_seconds() == 7200
    assert playbook.because["en"][0].text == "it is late"
    assert playbook.because["ru"][0].text == "поздно"


def test_a_rung_takes_the_place_of_ours_for_the_same_role():
    """The lead hears of it sooner, and is told once."""
    ours = {**OURS, "steps": [{"do": "Look."}, {"escalate": {"to": "lead", "after": "1d"}}]}
    own = {"extend": "late", "steps": [{"escalate": {"to": "lead", "after": "2h"}}, {"do": "Write."}]}
    merged = extend(Document("ours.yaml", ours), Document("mine.yaml", own), danger=False)

    assert merged.content["steps"] == [
        {"do": "Look."},
        {"escalate": {"to": "lead", "after": "2h"}},
        {"do": "Write."},
    ]


def test_conditions_are_laid_over_line_by_line_and_words_are_added():
    """A shop's customers have words of their own."""
    playbook = laid(when={"intent": ["delivery_problem"], "words": {"en": ["tardy", "late"], "fy": ["let"]}})

    assert set(playbook.when.intent) == {"delivery_problem"}
    assert playbook.when.words == {"en": ("late", "tardy"), "fy": ("let",)}


@pytest.mark.parametrize("key", ["when", "unless", "kind", "priority", "approved", "needs", "promises", "forbids"])
def test_danger_is_found_as_before(key):
    """Its words may change, never what it listens for."""
    with pytest.raises(PlaybookError, match=rf"mine\.yaml: {key}: keeps danger from being overlooked"):
        laid(danger=True, **{key: {}})


def test_a_folder_extends_what_ships(tmp_path):
    """The playbook is whole; its file is the shop's."""
    (tmp_path / "mine.yaml").write_text("extend: praise\nsubstance:\n  en: {warm: Thank you so much!}\n")

    loaded = load(tmp_path)

    assert loaded.library["praise"].substance["en"]["warm"][0].text == "Thank you so much!"
    assert loaded.library["praise"].substance["en"]["short"] == load_library()["praise"].substance["en"]["short"]
    assert loaded.extended == {"praise"}
    assert loaded.documents["praise"].file == "mine.yaml"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("extend: prase\navoid: [x]\n", "mine.yaml, line 1: extend: 'prase' is no shipped playbook; did you mean"),
        ("extend: praise\nsubstance:\n  en:\n    wram: hi\n", "mine.yaml, line 3: substance.en: 'wram' is not a tone"),
        ("extend: praise\nname: praise\n", "mine.yaml, line 2: 'name' is not a key here"),
        ("extend: praise\navoid: [a, '{{ order.colour }}']\n", "line 2: avoid[2]: 'order.colour' is not a variable"),
        ("extend: [praise]\n", "mine.yaml, line 1: extend: ['praise'] is not text"),
        ("extend: hurried\napproved: true\n", "mine.yaml, line 2: approved texts are the whole answer"),
        (
            "extend: late_parcel\nsteps:\n  - escalate: {to: owner, after: 2d}\n  - escalate: {to: agent, after: 3d}\n",
            "mine.yaml, line 4: steps[",
        ),
    ],
)
def test_a_mistake_in_an_extension_is_told_by_its_own_line(tmp_path, content, said):
    """Also where the mistake only shows once it is laid over ours."""
    (tmp_path / "mine.yaml").write_text(content)

    with pytest.raises(PlaybookError) as error:
        load(tmp_path)

    assert said in str(error.value)


def test_a_playbook_is_extended_once(tmp_path):
    """Nor extended and replaced."""
    (tmp_path / "a.yaml").write_text("extend: praise\npriority: 1\n")
    (tmp_path / "b.yaml").write_text("extend: praise\npriority: 2\n")

    with pytest.raises(PlaybookError, match=r"b\.yaml, line 1: extend: 'praise' is taken by a\.yaml"):
        load(tmp_path)
