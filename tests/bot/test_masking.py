"""What points to a person never stands in what is learnt from."""

import pytest

from bot.masking import mask, secrets_of

OURS = "Anna, your parcel is with DHL. You'll hear from me by 15:30."


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("It left today.", "It left today."),
        ("Write to anna@example.org, please.", "Write to [e-mail], please."),
        ("See https://shop.example/r/42?x=1 for it", "See [link] for it"),
        ("See t.me/somebody for it", "See [link] for it"),
        ("Ask @petra_92 about it", "Ask [name] about it"),
        ("Order #1042 and NL-1043", "Order [number] and [number]"),
        ("Call +31 6 1234 5678 now", "Call [number] now"),
        ("by 15:30 on 12.11.2026", "by [number] on [number]"),
        ("We refund €49.90 of it", "We refund [number] of it"),
        ("Tracking JD0123456NL", "Tracking [number]"),
        ("Dear Petra, I looked", "Dear [name], I looked"),
        ("Petra, I'm looking", "[name], I'm looking"),
        ("Sorry, I'm looking", "Sorry, I'm looking"),
        ("it is with DHL", "it is with DHL"),
        ("it is with GLS", "it is with [name]"),
        ("anna is right", "[name] is right"),
        ("Здравствуйте, Пётр! Уже ищу.", "Здравствуйте, [name]! Уже ищу."),
        ("Позвоните Марии по 8 (900) 123-45-67", "Позвоните [name] по [number]"),
    ],
)
def test_names_numbers_addresses_and_links_are_masked(text, masked):
    """Words of our own reply and small words stay, so that a difference can still be understood."""
    assert mask(text, secrets_of(text, ["Anna"], ours=OURS)) == masked


def test_a_part_that_cuts_a_secret_has_all_of_it_masked():
    """A difference begins and ends anywhere."""
    text = "Write to anna@example.org today"
    start = text.index("example")

    assert mask(text, secrets_of(text), start) == "[e-mail] today"


def test_a_long_text_is_masked_in_time():
    """Repetitions have an end."""
    text = "a." * 2000 + "1 " * 1000 + "@" * 1000

    assert "1" not in mask(text, secrets_of(text))


OURS_ZH = "王伟您好，包裹正在路上。我们今天回复您。"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Sjoerd wrote to you yesterday.", "[name] wrote to you yesterday."),
        ("It left. Petra has it now.", "It left. [name] has it now."),
        ("The parcel left. Could you check? We wait.", "The parcel left. Could you check? We wait."),
        ("Посылка едет. Сергей напишет.", "Посылка едет. [name] напишет."),
        ("El pedido sale hoy. Javier escribe.", "El pedido sale hoy. [name] escribe."),
        ("Mark has it. Will do.", "[name] has it. [name] do."),
        ("See shop.example or Evil.COM.", "See [link] or [link]."),
        ("evil.com has it", "[link] has it"),
        ("anna.smith@example.org has it, e.g. today", "[e-mail] has it, e.g. today"),
    ],
)
def test_sentences_that_begin_with_a_name_and_bare_domains_are_masked(text, masked):
    """A word at the beginning stays where our own text or the shipped playbooks have it as a word."""
    assert mask(text, secrets_of(text)) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (OURS_ZH, "[name]您好，包裹正在路上。我们今天回复您。"),
        ("包裹正在路上。请联系李娜。", "包裹正在路上。[text]。"),
        ("李娜女士，今天回复您。", "[text]，今天回复您。"),
        ("תודה דנה", "[text] [text]"),
        ("สวัสดีคุณสมชาย", "[text]"),
    ],
)
def test_where_there_are_no_capitals_only_our_own_words_stay(text, masked):
    """Nothing tells a Chinese name from other words."""
    assert mask(text, secrets_of(text, ["王伟"], ours=OURS_ZH)) == masked
