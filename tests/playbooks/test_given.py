"""Nobody who named the order is asked for its number again, in any of our texts."""

import re

import pytest

from classifier.taxonomy import LANGUAGES
from playbooks.given import without_number
from playbooks.loader import load_library
from playbooks.schema import SLOTS

# The number asked for together with the address; "an order number, if there is one" may stay.
ASKS = {
    "en": r"\bthe order number (?:and|with)[^.;]{0,12} e-mail",
    "ru": r"номер заказа(?: и|,| с) почт",
    "zh": r"订单号[和、][^。；，]{0,6}邮箱",
    "es": r"el número de pedido,? (?:y|con)[^.;]{0,4} ?correo",
    "ca": r"el número de comanda,? (?:i|amb)[^.;]{0,4} ?correu",
    "fy": r"it bestelnûmer,? (?:en|mei) it e-mailadres",
}
# "two things: the e-mail address"
TWO = (
    r"(?:two things|две вещи|两样(?:东西)?|dos cosas|dues coses|twa dingen)[^.:：]{0,8}[:：]"
    r" ?(?:the |el |it )?(?:e-mail|почта|下单|correo|correu)"
)


def texts_in(lang: str) -> list[str]:
    fragments = [playbook.fragment(slot) for playbook in load_library().playbooks for slot in SLOTS]
    return [one.text for texts in fragments for tone in texts.get(lang, {}).values() for one in tone]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_given_is_not_asked_for_in_any_text(lang: str) -> None:
    """Nor does a count of two stand before the one thing that is left."""
    asking = [text for text in texts_in(lang) if re.search(ASKS[lang], text)]
    assert asking
    left = [without_number(text, lang) for text in asking]
    assert [text for text in left if re.search(ASKS[lang], text)] == []
    assert [text for text in left if re.search(TWO, text)] == []
    assert all(re.search(r"e-mail|почт|邮箱|correo|correu", text) for text in left)


def test_a_text_that_asks_for_something_else_stays() -> None:
    """Only the number that is asked for together with the address is left out."""
    text = "If you have an order number at hand, add it."
    assert without_number(text, "en") == text
