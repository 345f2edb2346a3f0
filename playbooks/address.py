"""Reads `[plain|formal]` in a text: one wording for both addresses of a language that has two."""

import re
from typing import Final, Literal, get_args

Address = Literal["plain", "formal"]
ADDRESSES: Final[tuple[Address, ...]] = get_args(Address)
# ты|вы, 你|您, tú|usted, tu|vostè, do|jo
TWO_ADDRESSES: Final = frozenset({"ru", "zh", "es", "ca", "fy"})
_CHOICE: Final = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")


def addressed(text: str, lang: str) -> dict[Address | None, str]:
    """Give a text for each address, or one for both (`None`); raises ValueError for a stray bracket.

    >>> addressed("Напиши[|те] нам", "ru")
    {'plain': 'Напиши нам', 'formal': 'Напишите нам'}
    """
    rest = _CHOICE.sub("", text)
    if "[" in rest or "]" in rest:
        raise ValueError(f"{text!r}: a single bracket; write [plain|formal], like Напиши[|те], and no other brackets")
    if rest == text:
        return {None: text}
    if lang not in TWO_ADDRESSES:
        raise ValueError(f"{text!r}: {lang} has one form of address; write the words without [ | ]")
    return {address: _CHOICE.sub(rf"\{place}", text) for place, address in enumerate(ADDRESSES, 1)}
