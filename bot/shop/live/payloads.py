"""What stands in a shop's JSON, read into our own kinds of values; what is wrong is said in one sentence."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_UP, Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.shop.cells import LARGEST, know_currency
from bot.shop.contacts import country_code, national_digits, normalise_email, normalise_phone
from bot.shop.dates import within_reason
from bot.shop.marks import marks_of
from bot.shop.parsed import ShopCustomer
from classifier.history.orders import Order

Told = TypeVar("Told", bound=BaseModel)


class PayloadError(ValueError):
    """A signed body that cannot be used; the sentence says what would be right."""


class Payload(BaseModel):
    """A part of a body. Shops send far more than we need, so other fields are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def parse_json(body: bytes) -> Mapping[str, Any]:
    """Read a body as a JSON object; numbers with a point stay text, since a float is no sum of money."""
    try:
        told = json.loads(body, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise PayloadError("the body is not JSON; send the order as the shop's program writes it") from None
    if not isinstance(told, dict):
        raise PayloadError("the body is no JSON object; send the fields between { and }")
    return told


def read_payload(model: type[Told], told: Mapping[str, Any]) -> Told:
    """Read the fields of a body; raises `PayloadError` about the first that is wrong."""
    try:
        return model.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the body"
    words = "is missing" if first["type"] == "missing" else str(first["msg"]).removeprefix("Value error, ")
    raise PayloadError(f"{place} {words}")


def contact(
    *,
    shop_id: str | None,
    emails: Sequence[str | None],
    phones: Sequence[str | None],
    name: str = "",
    country: str | None = None,
) -> ShopCustomer:
    """Take the first address and number that can be read; a mistyped one must not keep an order out."""
    place = country_code(country or "")
    written = next((each for each in phones if _or_none(normalise_phone, each)), None)
    phone = _or_none(lambda text: normalise_phone(text, place), written)
    national = _or_none(national_digits, written)
    return ShopCustomer(
        email=next((found for each in emails if (found := _or_none(normalise_email, each))), None),
        phone=phone,
        name=name.strip() or None,
        shop_id=shop_id,
        national=national if national != phone else None,
    )


def marked(order: Order) -> Order:
    """Note on an order what is odd about it, as an import does."""
    return replace(order, marks=(*order.marks, *marks_of(order)))


def _or_none(normalise: Callable[[str], str | None], written: str | None) -> str | None:
    try:
        return normalise(written or "")
    except ValueError:
        return None


def _words(value: object) -> str | None:
    """Read text; numbers are spelled, and what no database keeps is left out."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip() or None


def _key(value: object) -> str:
    words = _words(value)
    if words is None:
        raise ValueError(f"{value!r} names nothing; send the shop's own number")
    return words


def _sum(value: object) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(value, bool) or not amount.is_finite() or abs(amount) >= LARGEST:
        raise ValueError(f"{str(value)[:40]!r} is not a sum; send it like 1234.50")
    return amount


def _whole(value: object) -> int:
    """Read pieces; goods sold by weight count each piece that was begun."""
    return int(_sum(value).to_integral_value(ROUND_UP))


def _moment(value: object) -> datetime:
    try:
        moment = within_reason(datetime.fromisoformat(str(value)))
        # Only WooCommerce's `_gmt` fields come without an offset, and they are in UTC.
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{str(value)[:40]!r} is not a time; send it like 2026-03-01T14:05:00+01:00") from None


def _currency(value: object) -> str:
    return know_currency(_key(value))[0]


def _list(value: object) -> object:
    return [] if value is None else value


Key = Annotated[str, BeforeValidator(_key)]
Words = Annotated[str | None, BeforeValidator(_words)]
Sum = Annotated[Decimal, BeforeValidator(_sum)]
Whole = Annotated[int, BeforeValidator(_whole)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Currency = Annotated[str, BeforeValidator(_currency)]
# Some programs write null where nothing is.
Absent = BeforeValidator(_list)
