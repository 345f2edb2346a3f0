"""Reads the cue files of a language and says what is wrong with them."""

from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from classifier.taxonomy import FLAGS, INTENTS, TYPES, Axis

LANGUAGE_FOLDER: Final = Path(__file__).parent / "languages"
AXES: Final = ("demeanour", "motive", "intent", "flag")


class CueGroup(BaseModel):
    """Phrases that say the same thing about a label, with one weight (in log-odds) and its reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weight: float
    why: str
    # In the file one folded text, semicolons between the phrases, so that nothing needs quotes.
    phrases: tuple[str, ...]
    # Flags only: `page` is explicit or plausible danger, anything else can at most be checked.
    tier: Literal["page", "check"] = "check"
    # An idiom: what it covers counts for nothing else on its axis.
    masks: bool = False
    # Turned round by a "not" before it, so then it does not count.
    negatable: bool = False

    @field_validator("phrases", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [phrase.strip() for phrase in value.split(";") if phrase.strip()]


CueFile = dict[str, dict[str, CueGroup]]
_ADAPTER: Final = TypeAdapter(CueFile)


def known_labels(axis: str) -> frozenset[str]:
    """List the label keys that a cue file of this axis may use."""
    types = {"intent": INTENTS, "flag": FLAGS}.get(axis) or TYPES[Axis(axis)]
    return frozenset(f"{axis}:{type_}" for type_ in types)


@cache
def load_cues(lang: str, axis: str) -> CueFile:
    """Read the cues of one language and axis; a language without the file has none."""
    path = LANGUAGE_FOLDER / lang / f"{axis}.yaml"
    if not path.exists():
        return {}
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506  (the safe loader, in C)
    try:
        cues = _ADAPTER.validate_python(raw)
    except ValidationError as error:
        raise ValueError(f"{lang}/{axis}.yaml is not a cue file: {error}") from error
    unknown = sorted(set(cues) - known_labels(axis))
    if unknown:
        raise ValueError(f"{lang}/{axis}.yaml has labels that the taxonomy does not list: {', '.join(unknown)}")
    return cues


def _loader() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
