"""The formats of order files that are understood, and which of them a header is of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.shop import generic, shopify, woocommerce
from bot.shop.building import Reading, Told
from bot.shop.generic import plain_name
from bot.shop.kinds import NEEDED, are_missing, seems_to_be
from bot.shop.parsed import ImportFormatError
from bot.shop.tables import Layout, Picks, Row, refuse_twins


@dataclass(frozen=True, slots=True)
class Format:
    """One program's way of writing orders."""

    name: str  # as --format says it
    title: str
    signs: Sequence[str]  # the columns that no other table has together
    find_columns: Callable[[Sequence[str]], Picks]
    tell: Callable[[Sequence[Row], Reading], Told]
    decimal_mark: str = ""  # where the program always writes the same
    own_statuses: bool = True


FORMATS: Final = (
    Format("shopify", "Shopify order export", shopify.SIGNS, shopify.find_columns, shopify.tell_order, "."),
    Format(
        "woocommerce", "WooCommerce export, one row an order", woocommerce.WIDE_SIGNS,
        woocommerce.find_wide_columns, woocommerce.tell_wide, ".",
    ),
    Format(
        "woocommerce", "WooCommerce export, one row an item", woocommerce.LONG_SIGNS,
        woocommerce.find_long_columns, woocommerce.tell_long,
    ),
    Format("generic", "generic CSV", (), generic.find_columns, generic.tell_order, own_statuses=False),
)  # fmt: skip


MINE: Final = frozenset(
    plain_name(name)
    for name in (
        *generic.ORDER_COLUMNS,
        *generic.ITEM_COLUMNS,
        *(other for others in generic.ALIASES.values() for other in others),
        *(name for form in FORMATS for name in form.signs),
    )
)


def count_known(header: Sequence[str]) -> int:
    """Count the columns that some format knows, so that the right separator shows."""
    return sum(plain_name(name) in MINE for name in header)


def choose_format(layout: Layout, written_by: str | None) -> tuple[Format, Picks]:
    """Find the format whose columns the header has; raises `ImportFormatError` saying what the file seems to be."""
    candidates = [form for form in FORMATS if written_by in {None, form.name}]
    for form in candidates:
        if form.signs and set(form.signs) <= set(layout.header):
            return form, _picked(form, layout)
    last = candidates[-1]
    picks = last.find_columns(layout.header)
    if last.signs:  # the user says so, and it is not so
        missing = [name for name in last.signs if name not in layout.header]
        raise ImportFormatError(f"this is no {last.title}: {are_missing(missing)}; {NEEDED}")
    if missing := generic.missing_columns(picks):
        raise ImportFormatError(seems_to_be(layout.header, missing))
    return last, _picked(last, layout)


def _picked(form: Format, layout: Layout) -> Picks:
    """Find the columns that count; a header that lacks one of the order's own is of something else."""
    picks = form.find_columns(layout.header)
    missing = [name for name in ("order_id", "placed_at") if name not in picks]
    if missing:
        raise ImportFormatError(seems_to_be(layout.header, missing))
    refuse_twins(layout, picks)
    return picks
