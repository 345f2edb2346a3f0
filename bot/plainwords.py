"""Words that are nobody's name: those that the shipped playbooks write small, in the languages that have capitals."""

import re
from functools import cache
from typing import Final

from playbooks.loader import load_library

_VARIABLE: Final = re.compile(r"\{\{.*?\}\}")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Words in one language and names in another, or in the same at the beginning of a sentence.
_NAMES_TOO: Final = frozenset(
    [
        *("april", "august", "ben", "bill", "chase", "clara", "curt", "dan", "dawn", "drew", "faith", "frank", "grace"),
        *("grant", "hope", "jack", "jan", "joy", "june", "lee", "luz", "mar", "mark", "max", "may", "pau", "pat"),
        *("paz", "ray", "rob", "rosa", "rose", "ruby", "sky", "sol", "sue", "summer", "tom", "victoria", "will"),
        *("вера", "лев", "любовь", "мир", "надежда", "роза", "роман", "слава"),
    ]
)


@cache
def plain_words() -> frozenset[str]:
    """Gather them, once: some ten thousand texts take a tenth of a second."""
    texts = {variant.text for playbook in load_library().playbooks for variant in playbook.wordings}
    found = set(_WORD.findall(_VARIABLE.sub(" ", "\n".join(texts))))
    return frozenset(word for word in found if word.islower()) - _NAMES_TOO
