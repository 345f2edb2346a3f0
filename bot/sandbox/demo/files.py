"""What the demonstration's files may contain; anything else is refused."""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from classifier.history.orders import Status


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Product(_Strict):
    """One thing the shop sells."""

    sku: str
    title: str
    category: str
    price: Decimal
    cost: Decimal


class OrderEntry(_Strict):
    """One order; times are days before now, a negative number is still to come."""

    id: str
    days_ago: float
    items: Mapping[str, int]  # sku: pieces
    code: str | None = None
    discount: str | None = None  # "10%"
    refunded: Literal["all"] | Decimal = Decimal(0)
    status: Status = "paid"
    promised_days_ago: float | None = None
    shipped_days_ago: float | None = None
    delivered_days_ago: float | None = None
    returned_days_ago: float | None = None
    carrier: str | None = None
    tracking: str | None = None


class EngagementEntry(_Strict):
    """One micro conversion."""

    kind: str
    days_ago: float
    value: Decimal | None = None


class CustomerEntry(_Strict):
    """One customer, with a line about them in each language of the page."""

    key: str
    first_name: str
    last_name: str
    language_code: str
    email: str | None
    phone: str | None
    about: Mapping[Literal["en", "ru"], str]
    orders: tuple[OrderEntry, ...]
    engagement: tuple[EngagementEntry, ...]


def read_products() -> dict[str, Product]:
    """Read what the shop sells, by article number."""
    text = (files(__package__) / "products.csv").read_text(encoding="utf-8")
    products = TypeAdapter(list[Product]).validate_python(list(csv.DictReader(text.splitlines())))
    return {product.sku: product for product in products}


def read_customers() -> list[CustomerEntry]:
    """Read who buys there."""
    text = (files(__package__) / "customers.json").read_text(encoding="utf-8")
    return TypeAdapter(list[CustomerEntry]).validate_python(json.loads(text))
