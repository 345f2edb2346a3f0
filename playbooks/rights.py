"""What a customer is told about the data that is held on them: automatic, in their language, as the shop addresses them."""

from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from playbooks.shipped import shipped_texts, shipped_wording
from playbooks.templates import compiled

TEXTS: Final = Path(__file__).with_name("rights.yaml")

Right: TypeAlias = Literal["privacy", "export", "forget", "profile_off", "profile_on", "erased"]
RIGHTS: Final[tuple[Right, ...]] = get_args(Right)


def say_right(right: Right, lang: str | None, *, shop: str, formal: Collection[str]) -> str:
    """Say it in the customer's language, else in English; Telegram's `pt-BR` is read as `pt`."""
    spoken = (lang or "").partition("-")[0]
    variant, _ = shipped_wording(shipped_texts(TEXTS)[right], spoken, formal=spoken in formal)
    return compiled(variant.text).render({"shop": {"name": shop}})
