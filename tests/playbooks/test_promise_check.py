"""Which words are taken for promises that nothing stands behind, and which are not."""

import pytest
from checked import loaded_from, said_on

HEAD = "when: {words: [gift]}\npriority: 77\n"


def found(tmp_path, lang, text, more=""):
    english = "" if lang == "en" else "  en: Our text.\n"
    content = f'{HEAD}{more}substance:\n{english}  {lang}: "{text}"\n'
    return said_on(loaded_from(tmp_path, mine=content), "mine")


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "You have 30 days to send it back.", "30 days"),
        ("en", "It takes 3-5 working days.", "3-5 working days"),
        ("en", "Take 10% off.", "10%"),
        ("en", "It costs €5 to send it.", "€5"),
        ("ru", "Вернуть можно за 14 дней.", "14 дней"),
        ("ru", "Скидка 10 процентов.", "10 процентов"),
        ("ru", "Это стоит 300 руб. за заказ.", "300 руб."),
        ("zh", "30天内可以退货。", "30天内"),
        ("zh", "全场8折。", "8折"),
        ("zh", "邮费10元。", "10元"),
        ("es", "Tiene 30 días para devolverlo.", "30 días"),
        ("es", "Cuesta 5 euros.", "5 euros"),
        ("ca", "Té 30 dies per tornar-ho.", "30 dies"),
        ("fy", "Jo hawwe 30 dagen de tiid.", "30 dagen"),
    ],
)
def test_a_number_without_a_variable_is_an_error(tmp_path, lang, text, words):
    """It stays as it is when shop.yaml changes."""
    (sentence,) = found(tmp_path, lang, text)

    assert sentence.startswith("error mine.yaml, line ")
    assert f"substance.{lang}: {words!r} is " in sentence


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "You'll hear from us in 2 hours.", "2 hours"),
        ("en", "It's with you within three days.", "within three days"),
        ("en", "We'll send it free of charge.", "free of charge"),
        ("en", "We'll refund you today.", "We'll refund"),
        ("en", "Here's a voucher for you.", "Here's a voucher"),
        ("en", "We guarantee it fits.", "We guarantee"),
        ("ru", "Пришлём бесплатно.", "бесплатно"),
        ("ru", "Вернём деньги завтра.", "Вернём деньги"),
        ("ru", "Дарим вам промокод.", "Дарим вам промокод"),
        ("ru", "Ответим в течение суток.", "в течение суток"),
        ("zh", "我们给您退款。", "我们给您退款"),
        ("zh", "包邮。", "包邮"),
        ("es", "El envío es gratis.", "gratis"),
        ("es", "Le devolveremos el dinero.", "Le devolveremos"),
        ("ca", "L'enviament és gratuït.", "gratuït"),
        ("fy", "It ferstjoeren is fergees.", "fergees"),
    ],
)
def test_words_that_may_promise_are_a_warning(tmp_path, lang, text, words):
    """A person decides."""
    (sentence,) = found(tmp_path, lang, text)

    assert sentence.startswith("warning mine.yaml, line ")
    assert f"substance.{lang}: {words!r} " in sentence


@pytest.mark.parametrize(
    ("lang", "text", "more"),
    [
        ("en", "You have {{ shop.policies.return_days | days }} to send it back.", ""),
        ("en", "Sending it back is free of charge.", "needs: [returns_free]\n"),
        ("en", "Shipping is free of charge from {{ shop.policies.free_shipping_over | money }}.", ""),
        ("en", "Here's a voucher: {{ shop.offers.welcome.code }}.", ""),
        ("en", "Feel free to write to us about #1042 or size 38.", ""),
        ("en", "It's 100% cotton, made in 2024.", ""),
        ("en", "Would you rather have a replacement or your money?", ""),
        ("en", "Two things help me: a photo and the number.", ""),
        ("ru", "Напишите, если промокод не сработал.", ""),
        ("ru", "Уточню, полагается ли возврат.", ""),
        ("ru", "Первым делом проверю заказ 1042.", ""),
        ("zh", "请把订单号发给我，一起看看。", ""),
        ("zh", "祝您一天愉快。", ""),
        ("es", "Dígame el número del pedido, por favor.", ""),
        ("ca", "Digui'm el número de la comanda.", ""),
        ("fy", "Stjoer my it bestelnûmer.", ""),
    ],
)
def test_what_is_backed_or_promises_nothing_is_left_alone(tmp_path, lang, text, more):
    """A checker that cries wolf is switched off."""
    assert [s for s in found(tmp_path, lang, text, more) if "shop.yaml does not" not in s] == []
