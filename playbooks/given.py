"""Where a text asks for the order's number and e-mail address, whoever named the order is asked for the address alone."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from playbooks.yamlfile import read_yaml

TEXTS: Final = Path(__file__).with_name("given.yaml")


def without_number(text: str, lang: str) -> str:
    """Leave the order number out of what a text asks for.

    >>> without_number("Please send me the order number and the e-mail you ordered with.", "en")
    'Please send me the e-mail address you ordered with.'
    """
    for asked, left in _pairs().get(lang, {}).items():
        if asked in text:
            return text.replace(asked, left)
    return text


@cache
def _pairs() -> Mapping[str, Mapping[str, str]]:
    return {lang: pairs for lang, pairs in read_yaml(TEXTS).items() if isinstance(pairs, dict)}
