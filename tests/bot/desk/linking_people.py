"""Customers of a shop, as an import leaves them, for tests of joining."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pydantic import SecretStr

from bot.shop.tokens import make_token
from bot.storage.identities import add_keys, add_people
from bot.storage.orders import save_order
from bot.storage.tables import Identity, Link, LinkAttempt
from bot.storage.tables.people import IdentityKind
from classifier.history.orders import Item, Order

SECRET = "the shop's own secret"
# Words that stand in no playbook, so that wherever they are seen an order was told.
CARRIER, TRACKING, PRODUCT = "Brieftaube", "TRK77312", "Windlicht Kassel"

_numbers = itertools.count(1)


class Buyer:
    """Somebody whom the shop knows and Telegram does not."""

    def __init__(self, name="Berta"):
        number = next(_numbers)
        self.name, self.id = name, 0
        self.shop_id, self.email = f"70{number:04}", f"{name.lower()}{number}@example.org"
        self.phone, self.order = f"+316{number:08}", f"{40_000 + number}"


async def a_buyer(shift, name="Berta"):
    """Somebody with one order that is on its way and late."""
    buyer, now = Buyer(name), shift.harness.clock.now()
    order = Order(
        id=f"#{buyer.order}",
        placed_at=now - timedelta(days=6),
        currency="EUR",
        total=Decimal("77.31"),
        items=(Item("W-1", PRODUCT, 1, Decimal("77.31")),),
        promised_at=now - timedelta(days=2),
        shipped_at=now - timedelta(days=4),
        carrier=CARRIER,
        tracking=TRACKING,
        as_of=now,
    )
    async with shift.app.database.writing() as session:
        (buyer.id,) = await add_people(session, [(name, "Berg")], now)
        keys = [
            (IdentityKind.SHOP, buyer.shop_id),
            (IdentityKind.EMAIL, buyer.email),
            (IdentityKind.PHONE, buyer.phone),
        ]
        await add_keys(session, [(buyer.id, key) for key in keys], now)
        await save_order(session, buyer.id, order)
    return buyer


def token_of(shift, buyer, *, secret=SECRET, valid=timedelta(hours=1)):
    return make_token(buyer.shop_id, shift.harness.clock.now() + valid, secret)


def contact(phone, user_id, **more):
    """A contact as Telegram passes it on: usually without the plus."""
    card = {"phone_number": phone.lstrip("+"), "first_name": "X"}
    return {"contact": card | ({"user_id": user_id} if user_id else {}), **more}


def forwarded_from(user):
    origin = {"type": "user", "date": int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), "sender_user": user.as_json()}
    return {"forward_origin": origin}


def opens_the_shop(shift):
    """Give the desk the secret of the shop's page, as `assemble` does from the settings."""
    dispatcher = shift.app.dispatcher
    dispatcher["desk"] = replace(dispatcher["desk"], shop_secret=SecretStr(SECRET))


async def links_of(shift, customer):
    """The customer's joins, oldest first."""
    (identity,) = await shift.rows(Identity, kind="telegram", value=str(customer.id))
    return await shift.rows(Link, customer_id=identity.customer_id)


async def tries_of(shift, customer):
    (identity,) = await shift.rows(Identity, kind="telegram", value=str(customer.id))
    return await shift.rows(LinkAttempt, customer_id=identity.customer_id)


def tells_an_order(text):
    return any(word in text for word in (CARRIER, TRACKING, PRODUCT, "77.31", "77,31"))
