"""What many customers are told at once: shipped texts that lack only a name and a time, in six languages."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from playbooks.filters import VOICE, Voice
from playbooks.shipped import shipped_texts, shipped_wording
from playbooks.templates import compiled

TEXTS: Final = Path(__file__).with_name("incidents.yaml")

Ready: TypeAlias = Literal["delivery", "product", "payment", "site", "known", "solved"]
READY: Final[tuple[Ready, ...]] = get_args(Ready)
# These say what it is about by its own name, which no language changes.
NAMED: Final[frozenset[str]] = frozenset({"delivery", "product"})
SPOKEN: Final = ("en", "ru", "zh", "es", "ca", "fy")


def say_ready(ready: Ready, voice: Voice, *, name: str, until: datetime | None, formal: Collection[str]) -> str:
    """Write a shipped text in a language that it has; the caller asks for no other."""
    variant, _ = shipped_wording(shipped_texts(TEXTS)[ready], voice.lang, formal=voice.lang in formal)
    named = {"carrier": name, "item": name}
    return compiled(variant.text).render({"order": named, "answer_by": until, VOICE: voice})
