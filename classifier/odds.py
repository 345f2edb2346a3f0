"""The odds of each label: its bias, and how far its cues and the learned weights are trusted, by language."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from classifier.corpus import FURTHER
from classifier.taxonomy import DEMEANOURS, FLAGS, INTENTS, TYPES, Axis

ODDS_FILE: Final = Path(__file__).parent / "model" / "odds.json"
# What holds where a language has no labelled messages of its own.
EVERYWHERE: Final = "every"
NUMBERS: Final = ("bias", "cues", "learned")
# On these only words tell from the text, and no cues are written for them.
LEARNED_ONLY: Final = ("decision", "perception", "disc", "sabone", "caution", "lifecycle")

# By label: bias, trust in cues, trust in learned weights, and how usual the label is (a share, 0 to 1).
Odds = dict[str, dict[str, float]]


def scored_labels() -> list[str]:
    """List the label keys that a text is scored on, axis by axis."""
    own = {"demeanour": DEMEANOURS, "motive": TYPES[Axis.MOTIVE], "intent": INTENTS, "flag": FLAGS}
    further = {axis: FURTHER[axis] for axis in LEARNED_ONLY}
    return [f"{axis}:{type_}" for axis, types in {**own, **further}.items() for type_ in types]


def odds_of(lang: str) -> Odds:
    """Give the odds of a language; those that hold everywhere where it has none of its own."""
    odds = _read()
    return {label: {**odds[EVERYWHERE][label], **odds.get(lang, {}).get(label, {})} for label in scored_labels()}


@cache
def _read() -> dict[str, Odds]:
    read: dict[str, Odds] = json.loads(ODDS_FILE.read_text(encoding="utf-8"))
    return read
