"""Goes through the customer texts of a file as they are written: each once, with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
