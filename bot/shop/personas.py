"""The personas of a shop, read from `shop.yaml`; what would judge a person instead of their acts is refused."""

from collections.abc import Mapping
from typing import Final

from bot.shop.sections import read_text
from bot.wording import DESK_LANGUAGES
from classifier.history.personas import KINDS, RANGES, Persona
from classifier.taxonomy import FLAGS
from playbooks.errors import did_you_mean, wrong

_KEYS: Final = ("name", "story", "when")
_WHO: Final = "says who somebody is; a persona is made of what people do, never of name, language, occupation, place, age or gender"
_WORDS: Final = "is read from one message and passes; a persona is made of purchases"
_UNKEPT: Final = "is never kept as a fact about a person; a persona is made of purchases"
_SHOWN: Final = "is shown beside a persona and makes none"
# desk.md, guards: each with the reason that the owner reads.
_REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("name", "first_name", "language", "lang", "occupation", "job", "nationality"), _WHO),
    **dict.fromkeys(("place", "location", "country", "city", "region", "address", "postcode"), _WHO),
    **dict.fromkeys(("age", "gender", "sex", "birthday"), _WHO),
    **dict.fromkeys(("demeanour", "decision", "intent"), _WORDS),
    **dict.fromkeys(("disc", "perception", "sabone"), _UNKEPT),
    **dict.fromkeys(FLAGS, "is for the help that somebody needs now, and never enters a persona"),
    **dict.fromkeys(("service_level", "return_on_effort"), _SHOWN),
    "caution": "is for a person to decide on, by its figures, and never enters a persona",
}


def read_personas(value: object) -> tuple[Persona, ...]:
    """Read `personas:`, a list that replaces the shipped one; each problem names the persona and the key."""
    if not isinstance(value, list | tuple):
        raise wrong(f"{value!r} is no list; begin each persona with `- name: …`")
    personas = tuple(one if isinstance(one, Persona) else _persona(one, place) for place, one in enumerate(value))
    seen: set[str] = set()
    for place, persona in enumerate(personas):
        for name in set(persona.name.values()):
            if name in seen:
                raise wrong(f"{name!r} is the name of an earlier persona; choose another", place, "name")
        seen.update(persona.name.values())
    return personas


def _persona(value: object, place: int) -> Persona:
    if not isinstance(value, dict):
        raise wrong(f"{value!r} has no keys; write name, story and when below it", place)
    for key in value:
        if key not in _KEYS:
            raise wrong(f"{key!r} is not a key here; {did_you_mean(str(key), _KEYS)}", place)
    for key in _KEYS:
        if value.get(key) is None:
            raise wrong("is missing; write it", place, key)
    when = value["when"]
    if not isinstance(when, dict) or not when:
        raise wrong(f"{when!r} names nothing that people do; write it like {{lifecycle: [loyal]}}", place, "when")
    for name in when:
        _refuse(name, place)
    return Persona(
        name=_texts(value["name"], place, "name"),
        story=_texts(value["story"], place, "story"),
        kinds={name: _kinds(name, given, place) for name, given in when.items() if name in KINDS},
        ranges={name: _range(name, given, place) for name, given in when.items() if name in RANGES},
    )


def _refuse(name: object, place: int) -> None:
    if name in _REFUSED:
        raise wrong(f"{name!r} {_REFUSED[str(name)]}; remove it", place, "when")
    if name not in KINDS and name not in RANGES:
        raise wrong(
            f"{name!r} is nothing to know a persona by; {did_you_mean(str(name), [*KINDS, *RANGES])}", place, "when"
        )


def _texts(value: object, place: int, key: str) -> Mapping[str, str]:
    """Read a text, or one for each language of the desk."""
    if not isinstance(value, dict):
        return {DESK_LANGUAGES[0]: _text(value, place, key)}
    for lang in value:
        if lang not in DESK_LANGUAGES:
            raise wrong(f"{lang!r} is no language of the desk; {did_you_mean(str(lang), DESK_LANGUAGES)}", place, key)
    if not value:
        raise wrong("is empty; write a text", place, key)
    return {lang: _text(text, place, key) for lang, text in value.items()}


def _text(value: object, place: int, key: str) -> str:
    try:
        return read_text(value)
    except ValueError as error:
        raise wrong(str(error), place, key) from error


def _kinds(name: str, value: object, place: int) -> frozenset[str]:
    given = value if isinstance(value, list) else [value]
    if not given:
        raise wrong(f"names no type; choose of {', '.join(KINDS[name])}", place, "when", name)
    for kind in given:
        if kind not in KINDS[name]:
            raise wrong(
                f"{kind!r} is not a type of {name}; {did_you_mean(str(kind), KINDS[name])}", place, "when", name
            )
    return frozenset(given)


def _range(name: str, value: object, place: int) -> tuple[float, float]:
    """Read a figure, or from and to."""
    lowest, highest = RANGES[name]
    given = value if isinstance(value, list) else [value, value]
    ends = [float(end) for end in given if isinstance(end, int | float) and not isinstance(end, bool)]
    if len(given) != 2 or len(ends) != 2 or not lowest <= ends[0] <= ends[1] <= highest:
        bounds = f"{lowest:g} and {highest:g}"
        example = "[0.5, 1]" if highest <= 1 else "[4, 5]"
        raise wrong(f"{value!r} is no range; write from and to within {bounds}, like {example}", place, "when", name)
    return ends[0], ends[1]
