"""What the program itself says to a customer about waiting: in their language, as the shop addresses people."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from playbooks.filters import VOICE, Voice
from playbooks.shipped import shipped_texts, shipped_wording
from playbooks.templates import compiled

TEXTS: Final = Path(__file__).with_name("automatic.yaml")

Automatic: TypeAlias = Literal[
    "acknowledged", "acknowledged_closed", "acknowledged_late", "acknowledged_late_closed", "crisis", "nudge", "closed"
]
AUTOMATIC: Final[tuple[Automatic, ...]] = get_args(Automatic)


def say_automatic(key: Automatic, voice: Voice, *, formal: Collection[str], **times: datetime) -> str:
    """Say it in the voice's language, else in English, with times as people there write them."""
    lang = voice.lang.partition("-")[0]
    variant, code = shipped_wording(shipped_texts(TEXTS)[key], lang, formal=lang in formal)
    speaking = Voice(code, voice.zone, voice.now, voice.currency)
    return compiled(variant.text).render({**times, VOICE: speaking})
