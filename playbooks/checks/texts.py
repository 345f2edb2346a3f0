"""Goes through the customer texts of a file as they are written, replies and words for a rung: each once, in its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from playbooks.address import addressed
from playbooks.errors import KeyPath
from playbooks.schema import SLOTS
from playbooks.templates import facts_of
from playbooks.yamlfile import Document


@dataclass(frozen=True, slots=True)
class Said:
    """One wording; `forms` has it for each address, `needs` the facts that it names or asks for."""

    at: KeyPath
    lang: str
    forms: tuple[str, ...]
    needs: frozenset[str]


def texts_of(document: Document) -> Iterator[Said]:
    """Give all wordings of a file that has been read without errors."""
    for slot in SLOTS:
        languages = document.content.get(slot)
        if isinstance(languages, Mapping):
            for lang, value in languages.items():
                yield from _wordings(value, lang, (slot, lang))
    steps = document.content.get("steps")
    for number, step in enumerate(steps if isinstance(steps, list) else ()):
        rung = step.get("escalate") if isinstance(step, Mapping) else None
        if isinstance(rung, Mapping):
            yield from _told(rung, ("steps", number, "escalate", "tell"))


def is_told(said: Said) -> bool:
    """Tell whether a wording is said when a case is passed on, whatever the replies of the playbook need."""
    return said.at[0] == "steps"


def _told(rung: Mapping[str, object], at: KeyPath) -> Iterator[Said]:
    texts, only_if = rung.get("tell"), rung.get("if")
    for lang, value in texts.items() if isinstance(texts, Mapping) else ():
        for said in _wordings(value, lang, (*at, lang)):
            yield replace(said, needs=said.needs | {*(only_if if isinstance(only_if, list) else ())})


def _wordings(value: object, lang: str, at: KeyPath) -> Iterator[Said]:
    if isinstance(value, str):
        yield _said(value, lang, at, frozenset())
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _wordings(each, lang, (*at, number))
    elif isinstance(value, Mapping) and "text" in value:
        yield _said(str(value["text"]), lang, at, frozenset(value.get("needs", ())))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _wordings(each, lang, (*at, key))


def _said(text: str, lang: str, at: KeyPath, needs: frozenset[str]) -> Said:
    forms = tuple(addressed(" ".join(text.split()), lang).values())
    return Said(at, lang, forms, needs | facts_of(forms[0], lang))
