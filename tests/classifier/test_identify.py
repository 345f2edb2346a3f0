"""Which language a message is in."""

import pytest

from classifier.identify import identify


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Where is my parcel? I ordered it two weeks ago.", "en"),
        ("Где мой заказ? Жду уже две недели.", "ru"),
        ("我的订单什么时候发货?", "zh"),
        ("¿Dónde está mi pedido? Lo compré hace dos semanas.", "es"),
        ("On és la meva comanda? La vaig fer fa dues setmanes.", "ca"),
        ("Wêr bliuwt myn pakket? Ik haw it twa wiken lyn besteld.", "fy"),
        ("Wo bleibt mein Paket? Ich habe es vor zwei Wochen bestellt.", "xx"),
        ("Waar blijft mijn pakket? Ik heb het twee weken geleden besteld.", "xx"),
        ("注文はいつ届きますか。", "xx"),
        ("Де моє замовлення? Чекаю вже два тижні.", "xx"),
        ("hello", "en"),
        ("Please check order @user <url> 1234", "en"),
        ("iPhone 15 还有货吗", "zh"),
    ],
)
def test_a_message_is_in_the_language_it_is_written_in(text, lang):
    """The six languages are told apart, from each other and from their neighbours."""
    assert identify(text).lang == lang


@pytest.mark.parametrize("text", ["ok", "👍", "??", "", "1042", "https://example.com/a"])
@pytest.mark.parametrize("hint", ["ca", "fy", "es-ES"])
def test_what_says_nothing_is_in_the_language_of_the_customer(text, hint):
    """Where letters decide nothing, Telegram's language or the customer's last one does."""
    assert identify(text, hint=hint).lang == hint[:2]


def test_a_hint_does_not_outvote_a_clear_text():
    """A Spanish phone can write English."""
    assert identify("Where is my order? It has been two weeks.", hint="es").lang == "en"


def test_nothing_to_go_by_is_said_as_such():
    """No letters and no hint: no language, with probability nought."""
    assert identify("!!!") == ("xx", 0.0)


@pytest.mark.parametrize(
    ("text", "lang"), [("好的ヾ ^_^ 谢谢啊", "zh"), ("好の，谢谢", "zh"), ("注文はどこですか？", "xx")]
)
def test_a_smile_of_kana_is_still_chinese(text, lang):
    """Chinese customers decorate with a sign or two; Japanese has more of them."""
    assert identify(text).lang == lang
