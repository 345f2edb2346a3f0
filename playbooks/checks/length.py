"""Finds texts that Telegram refuses, and those that nobody likes to read on a phone."""

import re
from collections.abc import Iterator
from typing import Final

from playbooks.checks.finding import ERROR, WARNING, Finding
from playbooks.checks.texts import texts_of
from playbooks.composition import COMFORTABLE
from playbooks.loader import Loaded
from playbooks.rendering import MAX_UNITS

_VARIABLE: Final = re.compile(r"\{\{.*?\}\}")
# Most facts are a name, a date or an amount.
_TYPICAL: Final = "x" * 12


def too_long(loaded: Loaded) -> Iterator[Finding]:
    """Measure each text with facts of a usual length written in."""
    for name, document in loaded.documents.items():
        for said in texts_of(document):
            longest = max((_VARIABLE.sub(_TYPICAL, form) for form in said.forms), key=len)
            units = len(longest.encode("utf-16-le")) // 2
            if units > MAX_UNITS:
                sentence = f"has {units} characters, Telegram takes {MAX_UNITS}, so this is never offered; shorten it"
                yield Finding(ERROR, name, said.at, sentence)
            elif len(longest) > COMFORTABLE:
                sentence = f"has {len(longest)} characters; over {COMFORTABLE} it is a letter on a phone, shorten it"
                yield Finding(WARNING, name, said.at, sentence)
