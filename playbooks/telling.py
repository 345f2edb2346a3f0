"""What the customer is told when their case is passed on; the time in it is filled in when the rung is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from playbooks.filters import VOICE, Later, Voice, write_clock, write_date
from playbooks.fragments import FALLBACK, FragmentTexts
from playbooks.known import Known
from playbooks.ladder import ROLES, Role
from playbooks.rendering import choose, fits
from playbooks.schema import Escalate
from playbooks.shipped import shipped_texts, shipped_wording
from playbooks.suggestion import Tone
from playbooks.templates import compiled

USUAL: Final = Path(__file__).with_name("telling.yaml")
_LATER: Final = Later()
# As long as a time with its day can become ("15:00 del 23 de septiembre de 2026").
_LONGEST: Final = "x" * 40


@dataclass(frozen=True, slots=True)
class Tell:
    """A text for the customer that lacks only its time; empty where nothing is to be said."""

    text: str = ""
    lang: str = ""

    def by(self, at: datetime, voice: Voice) -> str:
        """Write the promised time into it."""
        clocked = self.text.replace(_LATER.clock, write_clock(voice, at))
        return clocked.replace(_LATER.date, write_date(voice, at))

    def open(self) -> str:
        """Write it for somebody who reads through texts before there is a time."""
        return self.text.replace(_LATER.clock, "[time]").replace(_LATER.date, "[day]")


def tell_of(rung: Escalate, known: Known, lang: str, tone: Tone, *, danger: bool = False) -> Tell:
    """Say it in the rung's own words, else in the usual ones; in the customer's language, else in English.

    In danger nothing is said beside the approved text, unless the playbook's author wrote it.
    """
    for code in dict.fromkeys((lang, FALLBACK)):
        own = _own(rung.tell, known, code, tone)
        if own:
            return Tell(own, code)
        if code in _usual()[rung.to] and not danger:
            return usual_tell(rung.to, code, formal=code in known.facts.shop.formal)
    return Tell()


def usual_tell(role: Role, lang: str, *, formal: bool) -> Tell:
    """Say to whom a case goes in the shipped words; in English where they lack the language."""
    variant, code = shipped_wording(_usual()[role], lang, formal=formal)
    return Tell(compiled(variant.text).render({"answer_by": _LATER, VOICE: None}), code)


def is_usual(tell: Tell) -> bool:
    """Tell whether these are shipped words, which no playbook's author wrote."""
    return any(tell == usual_tell(role, tell.lang, formal=formal) for role in ROLES for formal in (False, True))


def _own(texts: FragmentTexts, known: Known, lang: str, tone: Tone) -> str | None:
    by_tone = texts.get(lang, {})
    variants = by_tone.get(tone) or next(iter(by_tone.values()), ())
    # In here `answer_by` is the time that the colleague has, counted from when they are asked.
    later = replace(known, values={**known.values, "answer_by": _LATER})
    text = choose(variants, frozenset(), later, lang).text
    return text if text and fits(text.replace(_LATER.clock, _LONGEST).replace(_LATER.date, _LONGEST)) else None


def _usual() -> Mapping[str, FragmentTexts]:
    return shipped_texts(USUAL)
