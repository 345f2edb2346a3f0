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
    "zh": {
        "order_status": "订单进度",
        "delivery_problem": "配送问题",
        "return_refund": "退货退款",
        "cancel_change": "取消或修改订单",
        "payment_billing": "付款或发票",
        "product_question": "商品咨询",
        "product_fault": "商品故障",
        "account_access": "账号登录",
        "price_promo": "价格或优惠",
        "complaint_service": "我们的服务",
        "praise": "您的好评",
        "contact_human": "人工服务",
        "other": "其他事项",
    },
    "es": {
        "order_status": "dónde está el pedido",
        "delivery_problem": "un problema con la entrega",
        "return_refund": "una devolución o un reembolso",
        "cancel_change": "cambiar o cancelar un pedido",
        "payment_billing": "un pago o una factura",
        "product_question": "una duda sobre un producto",
        "product_fault": "un producto defectuoso",
        "account_access": "el acceso a la cuenta",
        "price_promo": "un precio o un código",
        "complaint_service": "nuestro servicio",
        "praise": "palabras amables",
        "contact_human": "hablar con una persona",
        "other": "otro asunto",
    },
    "ca": {
        "order_status": "on és la comanda",
        "delivery_problem": "un problema amb el lliurament",
        "return_refund": "una devolució o un reemborsament",
        "cancel_change": "canviar o cancel·lar una comanda",
        "payment_billing": "un pagament o una factura",
        "product_question": "un dubte sobre un producte",
        "product_fault": "un producte defectuós",
        "account_access": "l'accés al compte",
        "price_promo": "un preu o un codi",
        "complaint_service": "el nostre servei",
        "praise": "paraules amables",
        "contact_human": "parlar amb una persona",
        "other": "un altre assumpte",
    },
    "fy": {
        "order_status": "wêr't de bestelling is",
        "delivery_problem": "swierrichheden mei de besoarging",
        "return_refund": "weromstjoere of jild werom",
        "cancel_change": "in bestelling feroarje of annulearje",
        "payment_billing": "in betelling of in rekken",
        "product_question": "in fraach oer in produkt",
        "product_fault": "in stikken produkt",
        "account_access": "tagong ta it akkount",
        "price_promo": "in priis of in koade",
        "complaint_service": "ús tsjinst",
        "praise": "freonlike wurden",
        "contact_human": "prate mei in minske",
        "other": "wat oars",
    },
}

_STATUSES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "unpaid": "not paid yet",
        "preparing": "being prepared",
        "shipped": "on its way",
        "delivered": "delivered",
        "returned": "back with us",
        "cancelled": "cancelled",
        "refunded": "refunded",
    },
    "ru": {
        "unpaid": "ещё не оплачен",
        "preparing": "собирается",
        "shipped": "в пути",
        "delivered": "доставлен",
        "returned": "вернулся к нам",
        "cancelled": "отменён",
        "refunded": "деньги возвращены",
    },
    "zh": {
        "unpaid": "待付款",
        "preparing": "备货中",
        "shipped": "运输中",
        "delivered": "已送达",
        "returned": "退货已收到",
        "cancelled": "已取消",
        "refunded": "已退款",
    },
    "es": {
        "unpaid": "pendiente de pago",
        "preparing": "en preparación",
        "shipped": "en camino",
        "delivered": "entregado",
        "returned": "devuelto a nuestro almacén",
        "cancelled": "cancelado",
        "refunded": "reembolsado",
    },
    "ca": {
        "unpaid": "pendent de pagament",
        "preparing": "en preparació",
        "shipped": "en camí",
        "delivered": "lliurat",
        "returned": "retornat al nostre magatzem",
        "cancelled": "cancel·lat",
        "refunded": "reemborsat",
    },
    "fy": {
        "unpaid": "noch net betelle",
        "preparing": "yn tarieding",
        "shipped": "ûnderweis",
        "delivered": "besoarge",
        "returned": "werom by ús",
        "cancelled": "annulearre",
        "refunded": "werombetelle",
    },
}

_DESK: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "escalate_agent": "Pass to another agent",
        "escalate_lead": "Pass to the lead",
        "escalate_specialist": "Pass to the specialist",
        "escalate_owner": "Pass to the owner",
        "escalate_duty": "Call the duty phone",
        "by_phone": "{text}: ☎ {phone}",
        "wordless": "nothing was written, so nothing is claimed to have been read",
        "told_by": "The customer was told to hear from us by now",
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
        "escalate_duty": "Позвонить дежурному",
        "by_phone": "{text}: ☎ {phone}",
        "wordless": "слов не было, и ответ не делает вид, что их прочли",
        "told_by": "Покупателю обещан наш ответ к этому времени",
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


def status_words(status: str, lang: str) -> str | None:
    """Say where an order stands; `None` in a language we have no words in, or for no status."""
    return _STATUSES.get(lang, {}).get(status)


def desk_language(lang: str) -> str:
    """Choose the language that the desk reads; English where we have no other."""
    return lang if lang in DESK_LANGUAGES else "en"


def desk_words(key: str, lang: str, **values: object) -> str:
    """Say something to an agent."""
    return _DESK[desk_language(lang)][key].format(**values)
