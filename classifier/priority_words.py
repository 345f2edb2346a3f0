"""Says a priority in one line an agent can check: "due 14:14: −12 min cancel before dispatch, −4 value"."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final, Literal

from classifier.priority import Priority, Reason

DeskLanguage = Literal["en", "ru"]

DUE: Final[Mapping[DeskLanguage, str]] = {"en": "due", "ru": "ответить до"}
MINUTES: Final[Mapping[DeskLanguage, str]] = {"en": "min", "ru": "мин"}

# Written by us, in the neutral words of the desk.
WORDS: Final[Mapping[str, Mapping[DeskLanguage, str]]] = {
    "self_harm": {"en": "possible self-harm", "ru": "возможна угроза жизни"},
    "safety": {"en": "safety", "ru": "безопасность"},
    "fraud": {"en": "possible fraud", "ru": "возможно мошенничество"},
    "legal_threat": {"en": "legal step mentioned", "ru": "упомянут суд или закон"},
    "privacy": {"en": "privacy request", "ru": "вопрос о личных данных"},
    "public_threat": {"en": "public complaint mentioned", "ru": "упомянута публичная жалоба"},
    "vulnerable": {"en": "extra care", "ru": "нужна особая забота"},
    "broken_promise": {"en": "our promise was broken", "ru": "мы не сдержали обещание"},
    "cancel_change": {"en": "cancel before dispatch", "ru": "отмена до отправки"},
    "event_today": {"en": "needed today", "ru": "нужно сегодня"},
    "delivery_problem": {"en": "delivery problem", "ru": "проблема с доставкой"},
    "payment_billing": {"en": "payment problem", "ru": "проблема с оплатой"},
    "order_status": {"en": "waiting for an order", "ru": "ждёт заказ"},
    "reopened": {"en": "reopened", "ru": "обращение открыто снова"},
    "third_message": {"en": "third message unanswered", "ru": "третье сообщение без ответа"},
    "value": {"en": "value", "ru": "ценность"},
    "churn_threat": {"en": "may leave", "ru": "может уйти"},
    "at_risk": {"en": "orders getting rarer", "ru": "заказывает всё реже"},
}


def word_reason(reason: Reason, lang: DeskLanguage, *, unit: bool = True) -> str:
    """Say one reason; an intent the shop added itself is said by its id."""
    words = WORDS.get(reason.key, {}).get(lang, reason.key.replace("_", " "))
    minutes = round(-reason.minutes)
    if not minutes:
        return words
    return f"−{minutes} {MINUTES[lang]} {words}" if unit else f"−{minutes} {words}"


def word_priority(priority: Priority, zone: tzinfo, lang: DeskLanguage = "en") -> str:
    """Say when an answer is due and what moved that time; less than half a minute goes unsaid."""
    told = [reason for reason in priority.reasons if not reason.minutes or round(-reason.minutes)]
    minutes_said = False
    parts = []
    for reason in told:
        parts.append(word_reason(reason, lang, unit=not minutes_said))
        minutes_said = minutes_said or bool(reason.minutes)
    due = f"{DUE[lang]} {priority.due_at.astimezone(zone):%H:%M}"
    return f"{due}: {', '.join(parts)}" if parts else due
