"""What a customer is told about the data that is held on them: automatic, in their language, as the shop addresses them."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from playbooks.address import Address
from playbooks.errors import PlaybookError
from playbooks.fragments import FragmentTexts, read_fragment
from playbooks.templates import compiled
from playbooks.yamlfile import read_yaml

TEXTS: Final = Path(__file__).with_name("rights.yaml")
# What every language falls back to.
_FALLBACK: Final = "en"

Right: TypeAlias = Literal["privacy", "export", "forget", "profile_off", "profile_on", "erased"]
RIGHTS: Final[tuple[Right, ...]] = get_args(Right)


def say_right(right: Right, lang: str | None, *, shop: str, formal: Collection[str]) -> str:
    """Say it in the customer's language, else in English; Telegram's `pt-BR` is read as `pt`."""
    texts = _texts()[right]
    spoken = (lang or "").partition("-")[0]
    code = spoken if spoken in texts else _FALLBACK
    address: Address = "formal" if code in formal else "plain"
    variant = next(one for one in texts[code]["warm"] if one.address in (None, address))
    return compiled(variant.text).render({"shop": {"name": shop}})


@cache
def _texts() -> Mapping[str, FragmentTexts]:
    try:
        return {right: read_fragment(texts) for right, texts in read_yaml(TEXTS).items()}
    except ValueError as error:
        raise PlaybookError([f"{TEXTS.name}: {error}"]) from error
