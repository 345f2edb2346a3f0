"""What a customer's words say of an order and an address, and what a token carries."""

import hmac
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from bot.desk.link_words import Number, email_in, number_in, pair_in
from bot.shop.tokens import make_token, read_token

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Where is order 1042?", Number("1042", sure=True)),
        ("#1042 please", Number("1042", sure=True)),
        ("заказ № 1042", Number("1042", sure=True)),
        ("Мой заказ номер 1042 не пришёл", Number("1042", sure=True)),
        ("Bestellnummer: NL-1042", Number("NL-1042", sure=True)),
        ("订单1042", Number("1042", sure=True)),
        ("I paid 150 EUR on 12.11.2026 for order 1042", Number("1042", sure=True)),
        ("order from 2026-11-12: it was 1042 I think", Number("1042", sure=False)),
        ("1042", Number("1042", sure=True)),
        ("anna1990@example.org", None),
        ("call me on +31 6 1234 5678 or 0612345678", None),
        ("3 lamps for 149,95 each", None),
        ("https://example.org/orders/1042", None),
        ("thank you", None),
    ],
)
def test_the_order_number_is_found(text, number):
    """A phone, a sum, a date, a link, an address are no order numbers."""
    assert number_in(text) == number


def test_an_address_is_spelt_as_it_is_kept():
    """In small letters and without the full stop of the sentence."""
    assert email_in("Write to Anna.B+x@Example.ORG.") == "anna.b+x@example.org"


@pytest.mark.parametrize(
    ("text", "earlier", "pair"),
    [
        ("order 1042, a@example.org", [], ("1042", "a@example.org")),
        ("a@example.org", ["order 1042 is late"], ("1042", "a@example.org")),
        ("1042", ["a@example.org"], ("1042", "a@example.org")),
        ("it did cost 150 you know", ["a@example.org"], None),
        ("a@example.org", ["it did cost 150 you know"], None),
        ("thanks", ["order 1042", "a@example.org"], None),
        ("a@example.org", ["order 1042", "so", "where", "is it?"], None),
        ("order 1042", [], None),
    ],
)
def test_a_pair_may_stand_in_two_messages(text, earlier, pair):
    """Where the number plainly is one, and not long ago; a message that adds nothing is no try."""
    assert pair_in(text, earlier) == pair


@pytest.mark.parametrize("piece", ["a", "a.", "bestel", "+1 ", "заказ ", "#1", "1-", "a@a.", "order no no ", "@"])
def test_no_text_holds_the_bot_up(piece):
    """Four thousand letters of whatever is worst take a blink."""
    began = time.perf_counter()
    pair_in(piece * (4000 // len(piece)), ["order 1042"])

    assert time.perf_counter() - began < 0.2


def test_a_token_carries_the_customer_until_its_end():
    """To the second; the same one is read again."""
    token = make_token("7001", NOW + HOUR, "secret")

    assert read_token(token, "secret", NOW) == "7001"
    assert read_token(token, "secret", NOW + HOUR - timedelta(seconds=1)) == "7001"
    assert read_token(token, "secret", NOW + HOUR) is None
    assert read_token(token, "other", NOW) is None


def test_a_token_is_made_in_a_few_lines_elsewhere():
    """By its description alone, as a shop's programmer would."""
    signed = f"7001-{int((NOW + HOUR).timestamp())}"
    signature = hmac.new(b"secret", f"link-{signed}".encode(), sha256).hexdigest()[:20]

    assert f"{signed}-{signature}" == make_token("7001", NOW + HOUR, "secret")


def test_a_token_is_not_for_ever():
    """A year, or milliseconds taken for seconds, is a mistake of the page that makes it."""
    assert read_token(make_token("7001", NOW + timedelta(days=31), "secret"), "secret", NOW) is None


@pytest.mark.parametrize("shop_id", ["7001", "a-b-c", "x" * 32, "0123456789abcdef0123456789abcdef", "-", "__"])
def test_a_token_fits_into_a_link(shop_id):
    """Telegram passes 64 of these characters on, and no others."""
    token = make_token(shop_id, NOW + HOUR, "secret")

    assert len(token) <= 64
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
    assert read_token(token, "secret", NOW) == shop_id


@pytest.mark.parametrize("shop_id", ["", "x" * 33, "a b", "é", "gid://shop/1", "1\n"])
def test_an_id_that_does_not_fit_is_refused_when_the_token_is_made(shop_id):
    """With what would fit."""
    with pytest.raises(ValueError, match="an id has at most 32 of"):
        make_token(shop_id, NOW + HOUR, "secret")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_part_of_a_token_is_signed(part):
    """A changed letter anywhere makes it nobody's."""
    parts = make_token("7001", NOW + HOUR, "secret").split("-")
    parts[part] = parts[part][:-1] + ("0" if parts[part][-1] != "0" else "1")

    assert read_token("-".join(parts), "secret", NOW) is None
