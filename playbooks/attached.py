"""Replies to a turn that holds files and recordings and no word: they claim to have read nothing."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from playbooks.shipped import shipped_texts, shipped_wording
from playbooks.suggestion import Reply, Tone
from playbooks.templates import compiled

TEXTS: Final = Path(__file__).with_name("attached.yaml")
# What somebody listens to or watches, and what says as much as a smile does; the rest is looked at.
HEARD: Final = frozenset({"voice", "audio", "video", "video_note"})
SIGNS: Final = frozenset({"sticker", "dice", "animation", "game"})
NAME: Final = "attached"
_TONES: Final[tuple[Tone, ...]] = ("warm", "short")


def attached_replies(kinds: Sequence[str], lang: str, *, formal: Collection[str], because: str) -> tuple[Reply, ...]:
    """Write them for what was sent, in the customer's language, else in English."""
    return tuple(_reply(_group(kinds), tone, lang, formal, because) for tone in _TONES)


def _group(kinds: Sequence[str]) -> str:
    if HEARD.intersection(kinds):
        return "heard"
    return "sign" if SIGNS.issuperset(kinds) else "seen"


def _reply(group: str, tone: Tone, lang: str, formal: Collection[str], because: str) -> Reply:
    variant, code = shipped_wording(shipped_texts(TEXTS)[f"{group}_{tone}"], lang, formal=lang in formal)
    return Reply(
        playbook=NAME,
        lang=code,
        tone=tone,
        text=compiled(variant.text).render({}),
        because=because,
        times=False,
    )
