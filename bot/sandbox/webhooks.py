"""Delivers updates to the bot's webhook: one at a time, in order, again and again until it says 2xx."""

import asyncio
import json
import logging
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.sandbox.calls import Calls, encode
from bot.sandbox.methods.params import Params
from bot.sandbox.state import State, Webhook
from bot.sandbox.updates import Waiting

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

# Telegram gives a webhook about a minute to answer.
ANSWER_WITHIN = ClientTimeout(total=60)

# The first pause is short, so that tests of redelivery are fast; it doubles up to Telegram's order of magnitude.
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 60.0


class Deliveries:
    def __init__(self, state: State, calls: Calls) -> None:
        self._state = state
        self._calls = calls

    async def run(self) -> None:
        """For ever; cancel it to stop."""
        pause = FIRST_PAUSE
        async with ClientSession(timeout=ANSWER_WITHIN) as session:
            while True:
                webhook, waiting = self._state.webhook, self._next()
                if not webhook.url or waiting is None:
                    await self._state.updates.arrived.wait()
                elif await self._deliver(session, webhook, waiting):
                    pause = FIRST_PAUSE
                else:
                    await self._rest(webhook, pause)
                    pause = min(pause * 2, LONGEST_PAUSE)

    def _next(self) -> Waiting | bytes | None:
        updates = self._state.updates
        return updates.raw_bodies[0] if updates.raw_bodies else updates.first()

    async def _deliver(self, session: ClientSession, webhook: Webhook, waiting: Waiting | bytes) -> bool:
        body = waiting if isinstance(waiting, bytes) else encode(waiting.update).encode()
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token is not None:
            headers[SECRET_HEADER] = webhook.secret_token
        try:
            async with session.post(webhook.url, data=body, headers=headers) as response:
                if not response.ok:
                    return self._failed(
                        webhook, f"Wrong response from the webhook: {response.status} {response.reason}"
                    )
                answer = await _method_in(response)
        except (ClientError, TimeoutError, OSError) as error:
            return self._failed(webhook, str(error) or type(error).__name__)
        self._forget(waiting)
        if answer is not None:
            await self._calls(answer.pop("method"), Params(answer))
        return True

    def _forget(self, waiting: Waiting | bytes) -> None:
        updates = self._state.updates
        if isinstance(waiting, Waiting):
            updates.drop(waiting)
        elif updates.raw_bodies and updates.raw_bodies[0] is waiting:
            updates.raw_bodies.popleft()
        self._state.touch()

    def _failed(self, webhook: Webhook, why: str) -> bool:
        logger.info("webhook delivery failed: %s", why)
        webhook.last_error_at = int(self._state.clock.now().timestamp())
        webhook.last_error = why
        self._state.touch()
        return False

    async def _rest(self, webhook: Webhook, seconds: float) -> None:
        """The pause before the next attempt; a changed webhook ends it."""
        try:
            async with asyncio.timeout(seconds):
                while self._state.webhook is webhook:
                    await self._state.updates.arrived.wait()
        except TimeoutError:
            return


async def _method_in(response: ClientResponse) -> dict[str, Any] | None:
    """A method the webhook put into its answer, as JSON."""
    if response.content_type != "application/json":
        return None
    try:
        answer = json.loads(await response.read())
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("method"), str) else None
