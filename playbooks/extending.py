"""Lays a shop's few keys over a shipped playbook, so that nobody copies what they do not mean to change.

How keys meet (`extend: late_parcel`):
- **slots** (`opening` … `closing`) language by language and tone by tone. The shop's wordings
  come first; ours stay behind them, for the case that a fact of theirs is not known.
- **`avoid`, `steps`, `forbids`, `needs`, `promises`** are added to; a rung of `steps` takes
  the place of ours for the same role and `if`.
- **`when`, `unless`** line by line: a line of the shop's replaces ours, but `words` are added to.
- **`because`** language by language.
- everything else (`summary`, `kind`, `priority`, `tone`, `approved`, `follow_up`) is replaced.

Nothing can be taken away like this; who wants that replaces the playbook by one of the same name.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError, create_model

from playbooks.address import ADDRESSES
from playbooks.errors import KeyPath, PlaybookError, Strict, explain
from playbooks.fragments import VARIANT_KEYS
from playbooks.schema import SLOTS, Name, Playbook
from playbooks.spoken import ANY
from playbooks.suggestion import TONES
from playbooks.yamlfile import Document

EXTEND: Final = "extend"
_ADDED: Final = ("avoid", "steps", "forbids", "needs", "promises")
_CONDITIONS: Final = ("when", "unless")
# Danger is found by its conditions and answered whole, whatever else is known; a shop may say it in other words.
_FREE_IN_DANGER: Final = frozenset(
    {EXTEND, *SLOTS, "summary", "steps", "avoid", "follow_up", "because", "tone"},
)


def _partial() -> type[Strict]:
    """Build the schema of an extension: every key of a playbook but its name, none of which must be there."""
    fields: dict[str, Any] = {
        name: (field.rebuild_annotation(), field.get_default())
        for name, field in Playbook.model_fields.items()
        if name not in {"name", "summary"}
    }
    summary = Playbook.model_fields["summary"].rebuild_annotation()
    return create_model("Extension", __base__=Strict, extend=(Name, ...), summary=(summary, ""), **fields)


Extension: Final = _partial()


def extended_name(document: Document) -> str:
    """Check an extension by itself, and say which playbook it is for."""
    try:
        read = Extension.model_validate(document.content)
    except ValidationError as error:
        raise PlaybookError(explain(error, document.file, document.lines)) from error
    return str(read.model_dump(include={EXTEND})[EXTEND])


def extend(shipped: Document, own: Document, *, danger: bool) -> Document:
    """Give the whole playbook that an extension makes of a shipped one; its lines are those of the shop's file."""
    kept = [key for key in own.content if key not in _FREE_IN_DANGER] if danger else []
    if kept:
        raise PlaybookError(
            [
                own.problem("keeps danger from being overlooked; change its texts, steps or follow_up only", key)
                for key in kept
            ]
        )
    content = dict(shipped.content)
    for key, value in own.content.items():
        if key != EXTEND:
            content[key] = _laid(key, content[key], value) if key in content else value
    return Document(own.file, content, dict(_moved(own, content)))


def _moved(own: Document, content: Mapping[str, object]) -> Iterator[tuple[KeyPath, int]]:
    """Give the lines of the shop's file, with entries under the numbers that they have in the whole list."""
    for path, line in own.lines.items():
        key, *rest = path
        mine, whole = own.content.get(str(key)), content.get(str(key))
        if key in _ADDED and rest and isinstance(mine, list) and isinstance(whole, list):
            yield (key, whole.index(mine[int(rest[0])]), *rest[1:]), line
        else:
            yield path, line


def _laid(key: str, ours: object, theirs: object) -> object:
    if key in SLOTS:
        return _by_key(ours, theirs, _language)
    if key in _ADDED and isinstance(ours, list) and isinstance(theirs, list):
        return _added(ours, theirs)
    if key in _CONDITIONS and isinstance(ours, dict) and isinstance(theirs, dict):
        words = [lines["words"] for lines in (ours, theirs) if "words" in lines]
        return {**ours, **theirs} | ({"words": _words(*words)} if words else {})
    if key == "because":
        return {**_spelled(ours), **_spelled(theirs)}
    return theirs


def _added(ours: list[object], theirs: list[object]) -> list[object]:
    """Add entries, each once; where both have a rung for the same role, the shop's stands in the place of ours."""
    rungs = {role: each for each in theirs if (role := _role(each)) is not None}
    kept = [rungs.pop(role) if (role := _role(each)) in rungs else each for each in ours]
    return [*kept, *(each for each in theirs if each not in kept)]


def _role(step: object) -> str | None:
    """Say for whom and in which case a rung is; `None` for what is none."""
    rung = step.get("escalate") if isinstance(step, dict) else None
    return f"{rung.get('to')} {rung.get('if')}" if isinstance(rung, dict) else None


def _by_key(ours: object, theirs: object, lay: Any) -> object:
    """Lay one mapping over another, key by key."""
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return theirs
    return ours | {key: lay(ours[key], value) if key in ours else value for key, value in theirs.items()}


def _language(ours: object, theirs: object) -> object:
    return _by_key(_tones(ours), _tones(theirs), _tone)


def _tones(texts: object) -> Mapping[str, object]:
    """Spread a text for all tones over each of them."""
    if isinstance(texts, dict) and not set(texts) & {*ADDRESSES, *VARIANT_KEYS}:
        return texts
    return dict.fromkeys(TONES, texts)


def _tone(ours: object, theirs: object) -> object:
    """Put the shop's wordings before ours, for each address where either has two."""
    mine, others = _addresses(ours), _addresses(theirs)
    if mine is None and others is None:
        return [*_wordings(theirs), *_wordings(ours)]
    return {
        address: [*_wordings((others or {}).get(address, theirs)), *_wordings((mine or {}).get(address, ours))]
        for address in ADDRESSES
    }


def _addresses(texts: object) -> Mapping[str, object] | None:
    return texts if isinstance(texts, dict) and set(texts) & {*ADDRESSES} else None


def _wordings(texts: object) -> list[object]:
    return texts if isinstance(texts, list) else [texts]


def _words(*lists: object) -> object:
    """Add words to words; a plain list is for every language."""
    added: dict[str, list[object]] = {}
    for words in lists:
        for lang, each in (words if isinstance(words, dict) else {ANY: words}).items():
            known = added.setdefault(lang, [])
            known += [word for word in _wordings(each) if word not in known]
    return added


def _spelled(words: object) -> Mapping[str, object]:
    """Give words for agents by language; without one they are English."""
    if isinstance(words, dict) and not set(words) <= {*VARIANT_KEYS}:
        return words
    return {"en": words}
