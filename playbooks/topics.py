"""Names the thing that a message is about, where there is a single one: "the ice maker", "the flight"."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NotRequired, TypedDict

import yaml

from playbooks.question import last_asked
from playbooks.spoken import Ear, build_ear

FOLDER: Final = Path(__file__).parent / "topics"


class Topic(TypedDict):
    """How we say a thing after "about" in a language, and the words that name it."""

    say: str
    words: list[str]
    pre: NotRequired[str]  # Russian: the preposition, where it is not "о"


def find_topic(text: str, lang: str) -> str | None:
    """Give the one thing that is named in a text, else the one in its last question; `None` where there are several.

    >>> find_topic("My fridge hums. Is that normal?", "en")
    'fridge'
    >>> find_topic("My fridge is fine. Is the oven back in stock?", "en")
    'oven'
    >>> find_topic("Does the fridge fit beside the oven?", "en") is None
    True
    """
    named = _named(text, lang)
    if len(named) > 1 and (question := last_asked(text)):
        named = _named(question, lang)
    return named.pop() if len(named) == 1 else None


def topic_words(topic: str, lang: str) -> str | None:
    """Say a thing as it stands after "about" in a language; `None` where we have no words for it.

    Russian has the preposition with it, as it depends on the word's first sound.

    >>> topic_words("fridge", "en"), topic_words("fridge", "ru")
    ('the fridge', 'о холодильнике')
    """
    entry = _topics(lang).get(topic)
    if entry is None:
        return None
    return f"{entry.get('pre', 'о')} {entry['say']}" if lang == "ru" else entry["say"]


def _named(text: str, lang: str) -> set[str]:
    """List the things that words of a text name; what stands within a longer name is no thing of its own."""
    heard = _ear(lang).hear(text)
    spans = set(heard.values())
    whole = {span for span in spans if not any(_is_within(span, other) for other in spans)}
    return {_meaning(lang)[word] for word, span in heard.items() if span in whole}


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


@cache
def _topics(lang: str) -> Mapping[str, Topic]:
    """Read the things of a language; a language that we do not write has none."""
    file = FOLDER / f"{lang}.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader) if file.exists() else {}  # noqa: S506 (safe, in C)


@cache
def _meaning(lang: str) -> Mapping[str, str]:
    """Say which thing each word of a language names."""
    return {word: topic for topic, entry in _topics(lang).items() for word in entry["words"]}


@cache
def _ear(lang: str) -> Ear:
    return build_ear([{lang: tuple(_meaning(lang))}], lang)
