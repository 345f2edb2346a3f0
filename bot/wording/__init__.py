"""The desk's own words, English and Russian: a folder a language, a file a subject, the same keys in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

# libyaml's reads our words in a tenth of the time, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DeskLanguage = Literal["en", "ru"]
DESK_LANGUAGES: tuple[DeskLanguage, ...] = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in one language: `wording("queued_undo", seconds=5)`."""

    lang: DeskLanguage
    texts: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """Say a sentence with its values filled in."""
        return str(self.texts["says"][key]).format(**values)

    def name(self, group: str, key: str) -> str:
        """Name a type, an intent or a flag in neutral words; what has no name yet shows its id."""
        return str(self.texts[group].get(key, key.replace("_", " ")))


@cache
def load_wording(lang: DeskLanguage) -> Wording:
    """Read a language's words; raises ValueError for one that the desk does not speak."""
    if lang not in DESK_LANGUAGES:
        raise ValueError(f"the desk does not speak {lang!r}; choose one of {', '.join(DESK_LANGUAGES)}")
    texts: dict[str, dict[str, Any]] = {}
    for file in sorted((Path(__file__).parent / lang).glob("*.yaml")):
        read = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - the safe one
        for group, words in read.items():
            held = texts.setdefault(group, {})
            if twice := held.keys() & words.keys():
                raise ValueError(
                    f"{lang}/{file.name}: {min(twice)!r} of {group!r} has words already; choose another key"
                )
            held.update(words)
    return Wording(lang, texts)
