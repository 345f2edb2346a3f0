"""The question after a resolution, in the customer's language and as the shop addresses people."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from playbooks.shipped import shipped_texts, shipped_wording

TEXTS: Final = Path(__file__).with_name("satisfaction.yaml")
# From low to high; three are told apart at a glance on any phone.
FACES: Final[Mapping[int, str]] = {1: "🙁", 2: "😐", 3: "🙂"}
_BAD: Final = ("slow", "unclear", "unsolved", "unkind")
REASONS: Final[Mapping[int, tuple[str, ...]]] = {1: _BAD, 2: _BAD, 3: ("quick", "clear", "kind")}


def say_satisfaction(key: str, lang: str, *, formal: Collection[str] = ()) -> str:
    """Say one of the texts, or the words on a button; in English where the language lacks."""
    variant, _ = shipped_wording(shipped_texts(TEXTS)[key], lang, formal=lang in formal)
    return variant.text
