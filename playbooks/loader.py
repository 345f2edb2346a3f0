"""Reads the shipped playbooks, and lays a shop's own over them: replaced by name, extended, added, or switched off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from playbooks.errors import PlaybookError, did_you_mean, explain
from playbooks.extending import EXTEND, extend, extended_name
from playbooks.folder import read_folder
from playbooks.guarding import silenced, weakened
from playbooks.schema import Playbook
from playbooks.spoken import Ear, build_ear, spoken_in
from playbooks.yamlfile import Document, read_document

SHIPPED: Final = Path(__file__).parent / "library"
# Stands for those whom no word has to call; no word is empty.
EVERYBODY: Final = ""
_OFF_KEYS: Final = frozenset({"name", "off"})


@dataclass(frozen=True)
class Library:
    """All playbooks in use, by name."""

    playbooks: tuple[Playbook, ...]

    def about(self, intents: frozenset[str]) -> tuple[Playbook, ...]:
        """Leave out whom these intents rule out, so that not every playbook is asked for every message."""
        found = self._about.get(intents)
        if found is None:
            found = tuple(
                each for each in self.playbooks if not each.when.intent or not intents.isdisjoint(each.when.intent)
            )
            self._about[intents] = found
        return found

    def meant(self, intents: frozenset[str], heard: Iterable[str], lang: str) -> tuple[Playbook, ...]:
        """Leave out those as well that listen for words in this language of which none was heard."""
        listeners = self._listeners(lang)
        names = listeners[EVERYBODY].union(*(listeners[word] for word in heard if word in listeners))
        return tuple([each for each in self.about(intents) if each.name in names])

    def ear(self, lang: str) -> Ear:
        """Give what all playbooks together listen for in a language."""
        if lang not in self._ears:
            lists = [conditions.words for each in self.playbooks for conditions in (each.when, each.unless)]
            self._ears[lang] = build_ear(lists, lang)
        return self._ears[lang]

    def _listeners(self, lang: str) -> Mapping[str, frozenset[str]]:
        """Give the names of the playbooks that each word calls; under `EVERYBODY` those that need none."""
        if lang not in self._called:
            called: dict[str, set[str]] = {EVERYBODY: {each.name for each in self.playbooks if not each.when.words}}
            for each in self.playbooks:
                for word in spoken_in(each.when.words, lang):
                    called.setdefault(word, set()).add(each.name)
            self._called[lang] = {word: frozenset(names) for word, names in called.items()}
        return self._called[lang]

    @cached_property
    def _called(self) -> dict[str, Mapping[str, frozenset[str]]]:
        return {}

    @cached_property
    def _ears(self) -> dict[str, Ear]:
        return {}

    @cached_property
    def _about(self) -> dict[frozenset[str], tuple[Playbook, ...]]:
        return {}

    def __getitem__(self, name: str) -> Playbook:
        found = next((playbook for playbook in self.playbooks if playbook.name == name), None)
        if found is None:
            names = [playbook.name for playbook in self.playbooks]
            raise KeyError(f"there is no playbook {name!r}; {did_you_mean(name, names)}")
        return found


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library and where it comes from: the file of each playbook by its name, and what the shop did to ours.

    The document of an extension is the shop's own few keys; the playbook is the whole.
    """

    library: Library
    documents: Mapping[str, Document]
    added: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    extended: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()

    @property
    def own(self) -> frozenset[str]:
        """The playbooks that the shop wrote in whole or part."""
        return self.added | self.replaced | self.extended


def load_library(overlay: Path | None = None) -> Library:
    """Load what ships, and the shop's folder over it; every problem of every file is told at once."""
    return load(overlay).library


def load(overlay: Path | None = None) -> Loaded:
    """Load the library with its files."""
    shipped = _shipped()
    if overlay is None:
        return shipped
    documents, problems = read_folder(overlay)
    own = _Overlay(shipped, problems)
    for document in documents:
        own.take(document)
    return own.laid_over()


def read_playbook(file: Path) -> Playbook:
    """Read one playbook; what is wrong is said by file, line and key."""
    return _playbook(read_document(file))


@lru_cache(maxsize=1)
def _shipped() -> Loaded:
    """Read what ships once: it takes a second, and does not change while the program runs."""
    documents, problems = read_folder(SHIPPED)
    if problems:
        raise PlaybookError(problems)
    read = [(_playbook(document), document) for document in documents]
    return Loaded(_library(playbook for playbook, _ in read), {playbook.name: document for playbook, document in read})


@dataclass(slots=True)
class _Overlay:
    """A shop's folder while it is read: each file once, each problem kept."""

    shipped: Loaded
    problems: list[str]
    files: dict[str, str] = field(default_factory=dict)
    playbooks: dict[str, Playbook] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    extended: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)

    def take(self, document: Document) -> None:
        """Understand one file: switched off, an extension, or a whole playbook."""
        try:
            if "off" in document.content:
                self._claim(self._switched_off(document), document)
            elif EXTEND in document.content:
                self._extend(document)
            else:
                self._whole(document)
        except PlaybookError as error:
            self.problems += error.problems

    def laid_over(self) -> Loaded:
        """Give the library that comes of it; raises `PlaybookError` with all problems."""
        ours = {playbook.name: playbook for playbook in self.shipped.library.playbooks}
        library = {name: playbook for name, playbook in ours.items() if name not in self.off} | self.playbooks
        if not self.problems and not any(map(_answers_all, library.values())):
            self.problems.append(
                "no playbook answers when nothing else fits; keep `everyday`, or replace it by one without `when`"
            )
        if self.problems:
            raise PlaybookError(self.problems)
        names = frozenset(self.playbooks)
        return Loaded(
            _library(library.values()),
            {name: self.documents.get(name) or self.shipped.documents[name] for name in library},
            added=names - ours.keys(),
            replaced=names & ours.keys() - self.extended,
            extended=frozenset(self.extended),
            off=frozenset(self.off),
        )

    def _whole(self, document: Document) -> None:
        playbook = _playbook(document)
        self._claim(playbook.name, document)
        self._keep(playbook, document)
        if playbook.name in self.shipped.documents:
            found = weakened(self.shipped.library[playbook.name], playbook)
            self.problems += [document.problem(sentence, *at) for at, sentence in found]

    def _extend(self, document: Document) -> None:
        name = self._known(extended_name(document), document, EXTEND)
        self._claim(name, document, EXTEND)
        danger = self.shipped.library[name].kind == "danger"
        self._keep(_playbook(extend(self.shipped.documents[name], document, danger=danger)), document)
        self.extended.add(name)

    def _switched_off(self, document: Document) -> str:
        content = document.content
        if content["off"] is not True or not isinstance(content.get("name"), str) or set(content) != _OFF_KEYS:
            raise PlaybookError([document.problem("a switched-off playbook has only a name and `off: true`", "off")])
        name = self._known(str(content["name"]), document, "name")
        if self.shipped.library[name].kind == "danger":
            sentence = f"{name!r} keeps danger from being overlooked; replace its texts instead of switching it off"
            raise PlaybookError([document.problem(sentence, "name")])
        self.off.add(name)
        return name

    def _known(self, name: str, document: Document, key: str) -> str:
        if name not in self.shipped.documents:
            hint = did_you_mean(name, self.shipped.documents)
            raise PlaybookError([document.problem(f"{name!r} is no shipped playbook; {hint}", key)])
        return name

    def _claim(self, name: str, document: Document, key: str = "name") -> None:
        if name in self.files:
            sentence = f"{name!r} is taken by {self.files[name]}; choose another"
            raise PlaybookError([document.problem(sentence, key)])
        self.files[name] = document.file

    def _keep(self, playbook: Playbook, document: Document) -> None:
        self.problems += [document.problem(sentence, *at) for at, sentence in silenced(playbook)]
        self.playbooks[playbook.name] = playbook
        self.documents[playbook.name] = document


def _playbook(document: Document) -> Playbook:
    try:
        return Playbook.model_validate(document.content)
    except ValidationError as error:
        raise PlaybookError(explain(error, document.file, document.lines)) from error


def _library(playbooks: Iterable[Playbook]) -> Library:
    return Library(tuple(sorted(playbooks, key=lambda playbook: playbook.name)))


def _answers_all(playbook: Playbook) -> bool:
    free = not playbook.when.lines and not playbook.unless.lines
    return free and playbook.kind == "everyday" and "en" in playbook.substance
