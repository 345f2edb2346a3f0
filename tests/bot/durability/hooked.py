"""A bot in webhook mode, and Telegram's hand that brings it updates."""

import io
from contextlib import asynccontextmanager

import aiohttp
from ports import free_port
from pydantic import SecretStr

SECRET = "sesame"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def hooked(harness):
    """Start a bot that is brought its updates."""
    port = free_port()
    return harness.bot(webhook_url=f"http://127.0.0.1:{port}", webhook_secret=SecretStr(SECRET), http_port=port)


@asynccontextmanager
async def bringing():
    """Bring bodies to a bot's webhook; gives the status that it answers."""
    async with aiohttp.ClientSession() as http:

        async def bring(app, body, secret=SECRET):
            headers = {} if secret is None else {HEADER: secret}
            kind = {"data": io.BytesIO(body)} if isinstance(body, bytes) else {"json": body}
            async with http.post(f"{app.address}/telegram", headers=headers, **kind) as response:
                return response.status

        yield bring


def an_update(harness, person, number, text):
    """An update as Telegram would bring it, without its being in Telegram's own queue."""
    message = harness.telegram.write(person, text)
    harness.telegram.state.updates.clear()
    return {"update_id": number, "message": message}
