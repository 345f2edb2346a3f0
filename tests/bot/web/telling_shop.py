"""A shop that tells what happens, over HTTP on loopback."""

import io
import json
from datetime import UTC, datetime

from aiohttp.test_utils import TestClient
from sqlalchemy import func, select

from bot.shop.live.signatures import sign, stamped
from bot.storage.engine import Database
from bot.storage.orders import load_orders
from bot.storage.people import find_people
from bot.web.shop import ShopDoors

SECRET = "sesame"
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


async def all_well() -> dict[str, str]:
    return {}


class TellingShop:
    """A shop that tells what happens, with a right signature unless a test wants another."""

    def __init__(self, client: TestClient, database: Database, doors: ShopDoors) -> None:
        self.client, self.database, self.doors = client, database, doors
        self.told = 0

    async def shopify(self, topic, body, *, key=None, secret=SECRET, **headers):
        """Tell something as Shopify does; answers with the status and the words."""
        self.told += 1
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Webhook-Id": key or f"delivery-{self.told}",
            "X-Shopify-Hmac-Sha256": sign(secret, raw),
            **headers,
        }
        return await self.post("/shop/shopify", raw, headers)

    async def woocommerce(self, topic, body, *, key=None, secret=SECRET):
        """Tell something as WooCommerce does."""
        self.told += 1
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Delivery-ID": key or f"delivery-{self.told}",
            "X-WC-Webhook-Signature": sign(secret, raw),
        }
        return await self.post("/shop/woocommerce", raw, headers)

    async def act(self, body, *, at=NOW, secret=SECRET, timestamp=None):
        """Tell what a visitor did."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        timestamp = str(int(at.timestamp())) if timestamp is None else timestamp
        headers = {"X-Triage-Timestamp": timestamp, "X-Triage-Signature": sign(secret, stamped(timestamp, raw))}
        return await self.post("/shop/engagement", raw, headers)

    async def post(self, path, raw, headers):
        data = io.BytesIO(raw) if isinstance(raw, bytes) else raw
        async with self.client.post(path, data=data, headers=headers) as response:
            return response.status, await response.text()

    async def orders(self, asked):
        """List the orders of whoever is known by this."""
        async with self.database.reading() as session:
            return [order for one in await find_people(session, asked) for order in await load_orders(session, one)]

    async def all(self, table, *where):
        """List the rows of a table."""
        async with self.database.reading() as session:
            return (await session.scalars(select(table).where(*where).order_by(table.id))).all()

    async def count(self, table):
        """Count the rows of a table."""
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(table))
