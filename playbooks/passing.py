"""What a customer is told when something that they sent can't be shown to the agents: automatic, with what would work."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from playbooks.shipped import shipped_texts, shipped_wording
from playbooks.templates import compiled

TEXTS: Final = Path(__file__).with_name("passing.yaml")


def say_not_passed(lang: str | None, *, formal: Collection[str]) -> str:
    """Say it in the customer's language, else in English; Telegram's `pt-BR` is read as `pt`."""
    spoken = (lang or "").partition("-")[0]
    variant, _ = shipped_wording(shipped_texts(TEXTS)["not_passed"], spoken, formal=spoken in formal)
    return compiled(variant.text).render({})
