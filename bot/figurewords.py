"""Says a customer's figures in the desk's language, from the figure and not from its English sentence."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from bot.cardfacts import FIGURES, CardFacts
from bot.wording import DeskLanguage, Wording, load_wording
from classifier.assessment import FactEvidence
from classifier.history.profile import Profile

_SHARES: Final = frozenset(
    {"discount_share", "return_rate", "margin_percentile", "odd_hours_share", "probability_active", "probability_alive"}
)
# Half an order more or less is what these are about.
_TENTHS: Final = frozenset({"expected_orders_12m", "hours_to_order"})


def said_figures(profile: Profile, words: Wording, currency: str) -> Mapping[str, str]:
    """Say every figure that is known, by its name."""
    said = ((name, say_figure(name, fact.value, words, currency)) for name, fact in profile.figures.items())
    return {name: text for name, text in said if text is not None}


def in_desk_language(card: CardFacts, profile: Profile | None, lang: DeskLanguage, currency: str) -> CardFacts:
    """Say a card's figures in the language of the desk; the figures' own words are English."""
    if lang == "en" or profile is None or not card.figures:
        return card
    said = said_figures(profile, load_wording(lang), currency)
    return replace(card, figures=tuple(said[name] for name in FIGURES if name in said), said=said)


def evidence_words(evidence: FactEvidence, said: Mapping[str, str], words: Wording) -> str:
    """Say what led to a verdict: its own words are English, elsewhere the figure or at least its name is said."""
    if words.lang == "en":
        return f"{evidence.fact}: {evidence.value}"
    return said.get(evidence.fact) or words.name("figure_name", evidence.fact)


def say_figure(name: str, value: object, words: Wording, currency: str) -> str | None:
    """Say one figure; None where nobody knows it, or it has no words.

    >>> from bot.wording import load_wording
    >>> say_figure("orders", 5, load_wording("ru"), "EUR")
    'заказов: 5'
    """
    if value is None or value == () or name not in words.texts["figure"]:
        return None
    return str(words.texts["figure"][name]).format(value=_value(name, value, words, currency))


def _value(name: str, value: object, words: Wording, currency: str) -> str:
    lang = words.lang
    match value:
        case Decimal():
            said = format_currency(value, currency, locale=lang)
        case datetime():
            said = format_date(value.date(), "d MMM y", locale=lang)
        case float() if name in _SHARES:
            said = format_percent(value, locale=lang)
        case float():
            said = format_decimal(round(value, 1 if name in _TENTHS else 0), locale=lang)
        case tuple():
            said = ", ".join(map(str, value))
        case str():
            said = words.name("figure_type", value)
        case _:
            said = str(value)
    return said
