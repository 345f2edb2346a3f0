"""Builds an order from its cells, whichever format they came from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from bot.shop import marks
from bot.shop.cells import CACHED, find_status, know_currency, read_money, read_quantity, read_status, told
from bot.shop.consent import ToldConsent
from bot.shop.contacts import country_code, internationalise, national_digits, normalise_email
from bot.shop.dates import NO_DATE, Dates
from bot.shop.parsed import ParsedOrder, ShopCustomer
from classifier.history.orders import Item, Order, Status

Cell = TypeVar("Cell")
Cells = Mapping[str, str]
ZERO: Final = Decimal(0)
CONTACTS: Final = ("customer_email", "customer_phone", "customer_id")
NOBODY: Final = f"{', '.join(CONTACTS)} are all empty; fill one, or nobody can be told whose order it is"
# A column of codes or tags holds several, with commas or bars between them.
BETWEEN: Final = str.maketrans(";|", ",,")


class NoCustomerError(ValueError):
    """Nothing tells whose an order is."""


@dataclass(frozen=True, slots=True)
class Told:
    """One order as a file tells it: cells by our names, those of each item apart."""

    cells: Cells
    items: Sequence[tuple[int, Cells]]  # with the line of each
    line: int
    marks: Sequence[str] = ()


@dataclass(slots=True)
class Reading:
    """How the cells of one file are to be read, and which currencies were met."""

    dates: Dates
    currency: str  # where the file names none
    as_of: datetime | None
    decimal_mark: str = ""
    own_statuses: bool = False  # the shop's program has words of its own, which the shop cannot change
    currencies: set[str] = field(default_factory=set)
    money: Callable[[str], Decimal] = read_money

    def __post_init__(self) -> None:
        self.money = lru_cache(CACHED)(lambda cell: read_money(cell, self.decimal_mark))


def build_order(order: Told, reading: Reading) -> ParsedOrder:
    """Read an order's cells; raises `ValueError` naming the column, the cell and what would be right."""
    cells = order.cells
    found = list(order.marks)
    items = tuple(read_item(item, reading) for _, item in order.items)
    currency, known = know_currency(told(cells.get("currency", "")) or reading.currency)
    if not known:
        found.append(marks.CURRENCY)
    built = Order(
        id=cells["order_id"],
        currency=currency,
        items=items,
        as_of=reading.as_of,
        total=_total(cells, items, reading),
        discount=abs(_sum(cells, "discount", reading) or ZERO),
        refunded=abs(_sum(cells, "refunded", reading) or ZERO),
        taxes=_sum(cells, "taxes", reading),
        shipping=_sum(cells, "shipping", reading),
        placed_at=_read("placed_at", reading.dates.read, cells.get("placed_at", "")),
        promised_at=_time(cells, "promised_at", reading),
        shipped_at=_time(cells, "shipped_at", reading),
        delivered_at=_time(cells, "delivered_at", reading),
        returned_at=_time(cells, "returned_at", reading),
        codes=tuple(cells.get("code", "").translate(BETWEEN).replace(",", " ").split()),
        tags=_listed(cells.get("tags", "")),
        status=_status(cells, reading, found),
        channel=told(cells.get("channel", "")) or None,
        carrier=cells.get("carrier") or None,
        tracking=cells.get("tracking") or None,
    )
    customer = _customer(cells, found)
    agreed = _agreed(cells, built.placed_at)
    return ParsedOrder(customer, _finish(built, found, reading), order.line, cells.get("shop_key"), agreed)


def read_item(cells: Cells, reading: Reading) -> Item:
    """Read one item; raises `ValueError` like `build_order`."""
    title = cells.get("title") or cells.get("sku")
    if not title:
        raise ValueError("sku and title are both empty; fill one of them")
    cost = cells.get("cost")
    return Item(
        sku=cells.get("sku") or title,
        title=title,
        quantity=_read("quantity", read_quantity, cells.get("quantity", "")),
        price=_read("price", reading.money, cells.get("price", "")),
        category=cells.get("category"),
        cost=_read("cost", reading.money, cost) if cost and told(cost) else None,
    )


def _finish(order: Order, found: list[str], reading: Reading) -> Order:
    """Say what is odd, and take returns as such."""
    changed: dict[str, Any] = {}
    reading.currencies.add(order.currency)
    if order.total < ZERO:
        # An invoice below zero is a return: nothing was bought by it, and the sum was given back.
        changed = {"total": ZERO, "refunded": max(order.refunded, -order.total), "status": "cancelled"}
        found.append(marks.RETURN)
    found += [mark for mark in marks.marks_of(order) if not (changed and mark in {marks.TOTAL, marks.REFUND})]
    changed |= {"marks": tuple(found)} if found else {}
    return replace(order, **changed) if changed else order


def _customer(cells: Cells, found: list[str]) -> ShopCustomer:
    """Tell who bought; one contact that cannot be read is no reason to lose the order where there is another."""
    problems: list[str] = []
    email = _contact(cells, "customer_email", normalise_email, problems)
    national = _contact(cells, "customer_phone", national_digits, problems)
    phone = internationalise(national, country_code(cells.get("country", ""))) if national else None
    shop_id = told(cells.get("customer_id", "")) or None
    if not (email or phone or shop_id):
        raise NoCustomerError(" and ".join(problems) or NOBODY)
    if problems:
        found.append(marks.CONTACT)
    name = told(cells.get("customer_name", "")) or None
    return ShopCustomer(email, phone, name, shop_id, None if national == phone else national)


def _agreed(cells: Cells, at: datetime) -> ToldConsent | None:
    """Take a yes to marketing; a box that was not ticked with an order takes nothing back."""
    said_yes = cells.get("marketing", "").strip().lower() in {"yes", "true", "1"}
    return ToldConsent(given=True, at=at, words="accepts marketing, in the shop's file") if said_yes else None


def _contact(cells: Cells, column: str, read: Callable[[str], str | None], problems: list[str]) -> str | None:
    cell = cells.get(column)
    if not cell or not told(cell):
        return None
    try:
        return _read(column, read, cell)
    except ValueError as error:
        problems.append(str(error))
        return None


def _total(cells: Cells, items: Sequence[Item], reading: Reading) -> Decimal:
    """Read the total, or work it out where the file names none: a file of invoice lines has no other."""
    written = told(cells.get("total", ""))
    if written or not items:
        return _read("total", reading.money, written)
    discount = abs(_sum(cells, "discount", reading) or ZERO)
    return marks.value_of(items) - discount + (_sum(cells, "shipping", reading) or ZERO)


def _status(cells: Cells, reading: Reading, found: list[str]) -> Status:
    cell = told(cells.get("status", ""))
    if not reading.own_statuses:
        return _read("status", read_status, cell)
    status = find_status(cell)
    if status is None:
        found.append(marks.STATUS)
    return status or "paid"


def _sum(cells: Cells, column: str, reading: Reading) -> Decimal | None:
    cell = cells.get(column)
    return _read(column, reading.money, cell) if cell and told(cell) else None


def _time(cells: Cells, column: str, reading: Reading) -> datetime | None:
    cell = cells.get(column)
    known = cell and told(cell) and not cell.lstrip().startswith(NO_DATE)
    return _read(column, reading.dates.read, cell) if cell and known else None


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part for each in cell.translate(BETWEEN).split(",") if (part := each.strip())) if cell else ()


def _read(column: str, read: Callable[[str], Cell], cell: str) -> Cell:
    """Read a cell; what is wrong with it is said with the column's name."""
    try:
        return read(cell)
    except ValueError as error:
        raise ValueError(f"{column} {error}") from error
