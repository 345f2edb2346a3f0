"""Reads what a shop's own pages tell of a visitor: one JSON object for one act."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bot.shop.contacts import normalise_email, normalise_phone
from bot.shop.engagement import EngagementTold, read_event
from bot.shop.live.payloads import Key, Moment, Payload, PayloadError, Sum, Words, read_payload
from bot.shop.parsed import ShopCustomer


class Visitor(Payload):
    email: Words = None
    phone: Words = None
    shop_id: Words = None
    name: Words = None


class Act(Payload):
    customer: Visitor
    kind: Key
    at: Moment
    amount: Sum | None = None
    id: Words = None


def read_engagement(told: Mapping[str, Any], kinds: Collection[str], now: datetime) -> EngagementTold:
    """Read a body; raises `PayloadError` where nobody is named, or the kind or the time cannot be."""
    act = read_payload(Act, told)
    try:
        return EngagementTold(
            customer=_customer(act.customer), event=read_event(act.kind, act.at, act.amount, kinds, now), key=act.id
        )
    except ValueError as error:
        raise PayloadError(str(error)) from error


def _customer(told: Visitor) -> ShopCustomer:
    """Read a contact strictly: this is our own format, and a mistyped address would make a person of its own."""
    if not (told.email or told.phone or told.shop_id):
        raise PayloadError("customer names nobody; send an email, a phone or the shop_id of their account")
    return ShopCustomer(
        email=normalise_email(told.email or ""),
        phone=normalise_phone(told.phone or ""),
        name=told.name,
        shop_id=told.shop_id,
    )
