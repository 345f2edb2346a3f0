"""Where a shop tells what happens: an address each for Shopify, WooCommerce and the shop's own pages.

An address is only there where its secret is set. What is not signed with it is
answered 401 and looked at no further; what cannot be stored now is answered 503,
so that the shop brings it again.
"""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from sqlalchemy.exc import IntegrityError

from bot.clocks import Clocks
from bot.settings import Settings
from bot.shop.engagement import known_kinds, store_engagement
from bot.shop.live import shopify, woocommerce
from bot.shop.live.applying import apply
from bot.shop.live.engagement import read_engagement
from bot.shop.live.events import Delivery, Event, Outcome, Unused
from bot.shop.live.payloads import PayloadError, parse_json
from bot.shop.live.signatures import is_fresh, is_signed, stamped
from bot.shop.shopfile import load_shop
from bot.storage.engine import Database, is_outage

logger = logging.getLogger(__name__)

# An order may have 500 items at Shopify, about 2.5 kB each, and fulfilments and refunds repeat them.
LARGEST_ORDER: Final = 4 * 1024 * 1024
LARGEST_ACT: Final = 16 * 1024
# Shopify gives up after five seconds, WooCommerce after sixty; whoever takes longer to send only holds us up.
READ_SECONDS: Final = 20
AGAIN_SECONDS: Final = "30"

Work = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class ShopDoors:
    """The shop's addresses, and what came of requests: `counts` by door and answer."""

    database: Database
    clocks: Clocks
    kinds: frozenset[str]
    shopify_secret: str | None = None
    woocommerce_secret: str | None = None
    shop_secret: str | None = None
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, settings: Settings, database: Database, clocks: Clocks) -> "ShopDoors":
        """Take the secrets from the settings, and the kinds of engagement from the shop's rules."""
        kinds = known_kinds(load_shop(settings.shop).history)
        shopify_, woocommerce_, own = (
            secret.get_secret_value() if secret else None
            for secret in (settings.shopify_secret, settings.woocommerce_secret, settings.shop_secret)
        )
        return cls(database, clocks, kinds, shopify_, woocommerce_, own)

    def routes(self) -> list[web.RouteDef]:
        """List the addresses whose secret is set."""
        doors = (
            ("/shop/shopify", self.shopify_secret, self.take_shopify),
            ("/shop/woocommerce", self.woocommerce_secret, self.take_woocommerce),
            ("/shop/engagement", self.shop_secret, self.take_act),
        )
        return [web.post(path, door) for path, secret, door in doors if secret]

    async def take_shopify(self, request: web.Request) -> web.Response:
        """Take in what Shopify tells."""
        body = await _read(request, LARGEST_ORDER)
        if not is_signed(self.shopify_secret or "", body, request.headers.get("X-Shopify-Hmac-Sha256")):
            return self._refuse("shopify")
        # Each delivery keeps its webhook id through all its repetitions; an event id is shared by several topics.
        key = request.headers.get("X-Shopify-Webhook-Id") or _digest(body)
        topic = request.headers.get("X-Shopify-Topic", "")
        return await self._take(
            Delivery(shopify.SOURCE, key, topic), lambda: shopify.read_shopify(topic, parse_json(body))
        )

    async def take_woocommerce(self, request: web.Request) -> web.Response:
        """Take in what WooCommerce tells, and answer its unsigned greeting."""
        body = await _read(request, LARGEST_ORDER)
        if woocommerce.is_ping(body):
            return web.Response(text="here")
        if not is_signed(self.woocommerce_secret or "", body, request.headers.get("X-WC-Webhook-Signature")):
            return self._refuse("woocommerce")
        # WooCommerce makes its delivery id of the webhook and the second, so two orders in one second share it.
        key = f"{request.headers.get('X-WC-Webhook-Delivery-ID', '')} {_digest(body)}".strip()
        topic = request.headers.get("X-WC-Webhook-Topic", "")
        return await self._take(
            Delivery(woocommerce.SOURCE, key, topic), lambda: woocommerce.read_woocommerce(topic, parse_json(body))
        )

    async def take_act(self, request: web.Request) -> web.Response:
        """Take in what a visitor of the shop's pages did."""
        body = await _read(request, LARGEST_ACT)
        timestamp = request.headers.get("X-Triage-Timestamp", "")
        if not is_signed(self.shop_secret or "", stamped(timestamp, body), request.headers.get("X-Triage-Signature")):
            return self._refuse("engagement")
        if not is_fresh(timestamp, self.clocks.machine()):
            return self._refuse("engagement", "X-Triage-Timestamp is not within five minutes of now; sign it anew")
        now = self.clocks.business()

        async def work() -> str:
            told = read_engagement(parse_json(body), self.kinds, now)
            new, _ = await store_engagement(self.database, [told], now=now)
            return Outcome.STORED if new else Outcome.KNOWN

        return await self._answer("engagement", work)

    async def _take(self, delivery: Delivery, read: Callable[[], Event]) -> web.Response:
        async def work() -> str:
            event = read()
            if isinstance(event, Unused):
                return f"{Outcome.UNUSED}: {event.why}"
            return await apply(self.database, delivery, event, self.clocks.business())

        return await self._answer(delivery.source, work)

    async def _answer(self, door: str, work: Work) -> web.Response:
        try:
            words = await work()
        except PayloadError as error:
            self.counts[door, "unreadable"] += 1
            # Its words may hold a customer's; they go back to the shop, not into our log.
            logger.warning("%s: a signed request cannot be read and was left out", door)
            return web.Response(status=400, text=str(error))
        except Exception as error:
            if not (is_outage(error) or isinstance(error, IntegrityError)):
                raise
            self.counts[door, "try again"] += 1
            logger.warning("%s: a request was not stored: %s", door, type(error).__name__)
            return web.Response(status=503, text="try again", headers={"Retry-After": AGAIN_SECONDS})
        self.counts[door, words.partition(":")[0]] += 1
        return web.Response(text=words)

    def _refuse(self, door: str, words: str = "the signature is missing or wrong") -> web.Response:
        self.counts[door, "refused"] += 1
        return web.Response(status=401, text=words)


async def _read(request: web.Request, limit: int) -> bytes:
    """Read a body as it was sent; raises the answer where it is too large or does not come."""
    if (request.content_length or 0) > limit:
        raise web.HTTPRequestEntityTooLarge(limit, request.content_length or 0)
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > limit:
                    raise web.HTTPRequestEntityTooLarge(limit, len(body))
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="the body did not come") from None
    return bytes(body)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
