"""The few words that the engine itself says, in the languages of the desk and of the library."""

from collections.abc import Mapping
from typing import Final

DESK_LANGUAGES: Final = ("en", "ru")

# As a subject, so that they stand after "About …:" and in a reason alike.
_INTENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "order_status": "where the order is",
        "delivery_problem": "a delivery gone wrong",
        "return_refund": "a return or refund",
        "cancel_change": "changing or cancelling an order",
        "payment_billing": "a payment or an invoice",
        "product_question": "a question about a product",
        "product_fault": "a faulty product",
        "account_access": "access to the account",
        "price_promo": "a price or a code",
        "complaint_service": "our service",
        "praise": "kind words",
        "contact_human": "talking to a person",
        "other": "something else",
    },
    "ru": {
        "order_status": "где заказ",
        "delivery_problem": "трудности с доставкой",
        "return_refund": "возврат",
        "cancel_change": "изменение или отмена заказа",
        "payment_billing": "оплата или счёт",
        "product_question": "вопрос о товаре",
        "product_fault": "неисправный товар",
        "account_access": "вход в личный кабинет",
        "price_promo": "цена или промокод",
        "complaint_service": "наша работа",
        "praise": "добрые слова",
        "contact_human": "разговор с человеком",
        "other": "другое",
    },
}

_DESK: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "escalate_agent": "Pass to another agent",
        "escalate_lead": "Pass to the lead",
        "escalate_specialist": "Pass to the specialist",
        "escalate_owner": "Pass to the owner",
        "fallback": "in English: no text in {customer_lang}",
        "stale": "last checked {age} ago",
        "age_unknown": "when it was last checked is not known",
        "hours": "{number} h",
        "days": "{number} d",
        "quote": "'{text}'",
    },
    "ru": {
        "escalate_agent": "Передать другому сотруднику",
        "escalate_lead": "Передать руководителю",
        "escalate_specialist": "Передать специалисту",
        "escalate_owner": "Передать владельцу",
        "fallback": "по-английски: нет текста на языке {customer_lang}",
        "stale": "данным {age}",
        "age_unknown": "неизвестно, когда проверяли",
        "hours": "{number} ч",
        "days": "{number} дн.",
        "quote": "«{text}»",
    },
}


def intent_words(intent: str, lang: str) -> str | None:
    """Say what a message asks for; `None` in a language we have no words in."""
    return _INTENTS.get(lang, {}).get(intent)


def desk_language(lang: str) -> str:
    """Choose the language that the desk reads; English where we have no other."""
    return lang if lang in DESK_LANGUAGES else "en"


def desk_words(key: str, lang: str, **values: object) -> str:
    """Say something to an agent."""
    return _DESK[desk_language(lang)][key].format(**values)
