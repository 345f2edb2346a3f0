"""Says to an agent why: which playbook spoke, on whose words, and what could not be said."""

from datetime import timedelta

from classifier.assessment import Evidence, TextEvidence
from playbooks.fragments import WordsTexts
from playbooks.known import Known
from playbooks.rendering import Choice, choose
from playbooks.selection import Match
from playbooks.words import desk_language, desk_words

# Two quotes make the point; the rest is under "Details" on the card.
_QUOTES = 2
_QUOTE_LENGTH = 40


def say(words: WordsTexts, known: Known, desk_lang: str) -> Choice:
    """Say something to an agent in the desk's language, else in English."""
    lang = desk_language(desk_lang)
    return choose(words.get(lang) or words.get("en", ()), frozenset(), known, lang if lang in words else "en")


def reason_of(match: Match, known: Known, desk_lang: str) -> str:
    """Say why a playbook was chosen: "hurried: 'asap'"."""
    said = say(match.playbook.because, known, desk_lang).text if match.playbook.because else None
    words = said or match.playbook.name.replace("_", " ")
    quotes = dict.fromkeys(_quote(piece, desk_lang) for piece in match.evidence)
    return f"{words}: {', '.join(list(quotes)[:_QUOTES])}" if quotes else words


def fallback_reason(lang: str, desk_lang: str) -> str:
    """Say that a reply is in English for want of a text."""
    return desk_words("fallback", desk_lang, customer_lang=lang)


def why_missing(fact: str, known: Known, desk_lang: str) -> str:
    """Say why a fact is not said although there is one: it is too old."""
    age = known.withheld.get(fact)
    if age is None:
        return ""
    if age == timedelta.max:
        return desk_words("age_unknown", desk_lang)
    # Two days and more are said in days; the guard begins at one.
    hours = age // timedelta(hours=1)
    unit, number = ("days", hours // 24) if hours >= 48 else ("hours", hours)
    return desk_words("stale", desk_lang, age=desk_words(unit, desk_lang, number=number))


def _quote(piece: Evidence, desk_lang: str) -> str:
    if not isinstance(piece, TextEvidence):
        return piece.value
    text = " ".join(piece.text.split())
    short = text if len(text) <= _QUOTE_LENGTH else text[: _QUOTE_LENGTH - 1] + "…"
    return desk_words("quote", desk_lang, text=short)
