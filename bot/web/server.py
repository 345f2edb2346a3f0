"""The HTTP side: Telegram's webhook, whether we are alive and ready, and what else is given addresses."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.storage.engine import is_outage
from bot.storage.intake import Update

logger = logging.getLogger(__name__)

# Telegram's updates are far smaller; of a larger body no more than this is read.
LARGEST_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

Store = Callable[[Sequence[Update]], Awaitable[None]]
Read = Callable[[bytes], Update]
Check = Callable[[], Awaitable[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """What the webhook needs: its secret, how to read a body, and where to keep it."""

    path: str
    secret: str
    read: Read
    store: Store

    async def receive(self, request: web.Request) -> web.Response:
        """Store, commit, then answer 200: what is not stored is not acknowledged."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            return web.Response(status=403, text="wrong secret")
        body = await _beginning(request)
        try:
            await self.store([self.read(body)])
        except Exception as error:
            if not is_outage(error):
                raise
            logger.warning("an update was not stored, so it is not acknowledged: %s", type(error).__name__)
            return web.Response(status=503, text="try again")
        return web.Response(text="ok")


async def _beginning(request: web.Request) -> bytes:
    """Read a body, or as much of it as shows that it is too large: refusing it would bring it again and again."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            break
    return bytes(body)


def build_web(
    ready: Check, webhook: Webhook | None = None, routes: Sequence[web.AbstractRouteDef] = ()
) -> web.Application:
    """Build the HTTP application; `routes` are further addresses, such as the shop's."""
    app = web.Application(client_max_size=LARGEST_BODY)

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="alive")

    async def readyz(_request: web.Request) -> web.Response:
        problems = await ready()
        status = 503 if problems else 200
        return web.Response(
            status=status, text=json.dumps(problems or {"ready": "yes"}), content_type="application/json"
        )

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    if webhook is not None:
        app.router.add_post(webhook.path, webhook.receive)
    app.add_routes(routes)
    return app
