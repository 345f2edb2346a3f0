"""Personas in `shop.yaml`: what a shop may write, and what it hears when it writes otherwise."""

import pytest

from bot.shop.shopfile import ShopError, load_shop


@pytest.fixture
def load(tmp_path):
    def load_personas(text):
        file = tmp_path / "shop.yaml"
        file.write_text(f"personas:\n{text}")
        return load_shop(file).personas

    return load_personas


def one(when, name="Ours", story="A story."):
    return f"  - name: {name}\n    story: {story}\n    when: {when}\n"


def test_the_shipped_ones_speak_the_desks_languages():
    """Three that any shop has."""
    personas = load_shop().personas

    assert [persona.named("en") for persona in personas] == [
        "The regular",
        "The guest of occasions",
        "The coupon planner",
    ]
    assert all(set(persona.name) == set(persona.story) == {"en", "ru"} for persona in personas)


def test_a_persona_is_read(load):
    """One type or several, a figure or a range."""
    (persona,) = load(one("{lifecycle: loyal, value: [gold, super], frequency_score: 5, discount_share: [0, 0.2]}"))

    assert persona.name == {"en": "Ours"}
    assert persona.kinds == {"lifecycle": frozenset({"loyal"}), "value": frozenset({"gold", "super"})}
    assert persona.ranges == {"frequency_score": (5, 5), "discount_share": (0, 0.2)}


def test_a_shop_may_have_none(load):
    """An empty list switches the shipped ones off."""
    assert load("  []\n") == ()


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        ("age: [19, 37]", "age"),
        ("gender: f", "gender"),
        ("name: Joe", "name"),
        ("language: ru", "language"),
        ("occupation: nurse", "occupation"),
        ("place: Leeuwarden", "place"),
    ],
)
def test_who_somebody_is_makes_no_persona(load, criterion, reason):
    """Name, language, occupation, place, age and gender are refused with the reason."""
    with pytest.raises(ShopError) as told:
        load(one(f"{{lifecycle: loyal, {criterion}}}"))

    assert str(told.value) == (
        f"shop.yaml: personas[1].when: '{reason}' says who somebody is; a persona is made of what people do, never of"
        " name, language, occupation, place, age or gender; remove it"
    )


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ("caution: abuser", "is for a person to decide on"),
        ("vulnerable: true", "never enters a persona"),
        ("self_harm: true", "never enters a persona"),
        ("demeanour: angry", "is read from one message and passes"),
        ("disc: dominant", "is never kept as a fact about a person"),
        ("service_level: [1, 3]", "is shown beside a persona and makes none"),
    ],
)
def test_what_is_no_ones_nature_makes_none_either(load, criterion, words):
    """Each is refused with its own reason."""
    with pytest.raises(ShopError, match=words):
        load(one(f"{{{criterion}}}"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            one("{livecycle: loyal}"),
            "personas[1].when: 'livecycle' is nothing to know a persona by; did you mean 'lifecycle'?",
        ),
        (
            one("{lifecycle: loyall}"),
            "personas[1].when.lifecycle: 'loyall' is not a type of lifecycle; did you mean 'loyal'?",
        ),
        (one("{lifecycle: []}"), "personas[1].when.lifecycle: names no type; choose of suspect, prospect"),
        (
            one("{frequency_score: [5, 4]}"),
            "personas[1].when.frequency_score: [5, 4] is no range; write from and to within 1 and 5, like [4, 5]",
        ),
        (
            one("{discount_share: 40}"),
            "personas[1].when.discount_share: 40 is no range; write from and to within 0 and 1, like [0.5, 1]",
        ),
        (one("{}"), "personas[1].when: {} names nothing that people do; write it like {lifecycle: [loyal]}"),
        (one("{spend: high}") * 2, "personas[2].name: 'Ours' is the name of an earlier persona; choose another"),
        (one("{spend: high}", name="yes"), "personas[1].name: True is not text"),
        (
            one("{spend: high}", name="{fr: Nous}"),
            "personas[1].name: 'fr' is no language of the desk; known are en, ru",
        ),
        ("  - name: Ours\n    when: {spend: high}\n", "personas[1].story: is missing; write it"),
        ("  - nom: Ours\n", "personas[1]: 'nom' is not a key here; known are name, story, when"),
        ("  regular: {}\n", "personas: {'regular': {}} is no list; begin each persona with `- name: …`"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(load, text, sentence):
    """Which persona, which key, and what would be right."""
    with pytest.raises(ShopError) as told:
        load(text)

    assert str(told.value).startswith(f"shop.yaml: {sentence}")
