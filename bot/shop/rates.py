"""What other currencies are worth, read from `shop.yaml`: without a rate their sums are kept apart."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from bot.shop.cells import read_currency
from playbooks.errors import wrong


def read_rates(value: object) -> Mapping[str, Decimal]:
    """Read `rates:`, such as `{USD: 0.86}` for what one dollar is in the shop's currency."""
    if not isinstance(value, Mapping):
        raise wrong(f"{value!r} has no rates; write them like {{USD: 0.86}}, what one dollar is in your currency")
    return {_currency(code): _rate(rate, str(code)) for code, rate in value.items()}


def _currency(code: object) -> str:
    try:
        return read_currency(str(code))
    except ValueError as error:
        raise wrong(str(error)) from error


def _rate(rate: object, code: str) -> Decimal:
    try:
        amount = Decimal(0) if isinstance(rate, bool) else Decimal(str(rate))
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and amount > 0):
        raise wrong(f"{rate!r} is no rate; write what one {code} is in your currency, such as 0.86", code)
    return amount
