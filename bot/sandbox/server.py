"""The sandbox as one thing to start: a Bot API server, a control API, a page, and the people in it."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Self

from aiohttp import web

from bot.sandbox.actors import Actors, visible
from bot.sandbox.asking import ask_inline
from bot.sandbox.business import Business
from bot.sandbox.calls import Call, Calls
from bot.sandbox.clock import SandboxClock
from bot.sandbox.control import Control
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Limits
from bot.sandbox.people import User
from bot.sandbox.posts import Message
from bot.sandbox.relations import Relations
from bot.sandbox.state import STAFF_CHAT_ID, State
from bot.sandbox.webhooks import Deliveries
from bot.sandbox.wire import BotApi

# The largest photo a bot may upload is 10 MB, an album has ten of them.
LARGEST_REQUEST = 110 * 1024 * 1024

# Open polls are cut off at the end, not waited for.
SHUTDOWN_SECONDS = 0.05


def build_app(token: str, state: State, calls: Calls, actors: Actors) -> web.Application:
    app = web.Application(client_max_size=LARGEST_REQUEST)
    BotApi(token, calls).add_to(app)
    Control(state, calls, actors).add_to(app)
    return app


class SandboxServer:
    """`async with SandboxServer() as telegram:` and give a bot `telegram.address` and `telegram.token`."""

    def __init__(
        self,
        token: str = "42:SANDBOX",  # noqa: S107 - opens nothing but this sandbox
        clock: SandboxClock | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        staff_chat: int = STAFF_CHAT_ID,
        record: bool = True,
    ) -> None:
        self.token = token
        self.clock = clock or SandboxClock()
        bot = User(int(token.partition(":")[0]), "Triage", username="triage_sandbox_bot", is_bot=True)
        self.state = State(self.clock, bot, staff_chat)
        self.calls = Calls(self.state, record)
        self.address = ""
        self._host, self._port = host, port
        self._limits: Limits | None = None
        self._act_as()

    def _act_as(self) -> None:
        """What people do, reachable on the server itself."""
        self._actors = people = Actors(self.state)
        self.customer, self.agent, self.join = people.customer, people.agent, people.join
        self.write, self.send_photo = people.write, people.send_photo
        self.write_in_topic, self.send_photo_in_topic = people.write_in_topic, people.send_photo_in_topic
        self.say, self.file, self.edit, self.replace = people.say, people.file, people.edit, people.replace
        self.press, self.callback = people.press, people.callback
        self.topics_in_private = people.topics_in_private
        self.relations, self.business = Relations(self.state), Business(self.state)
        self.ask_inline = partial(ask_inline, self.state)
        self.push, self.push_raw = self._push, self.state.updates.put_raw_body

    def _push(self, update: object) -> int:
        """Queue any JSON value as an update, malformed ones included."""
        number = self.state.updates.put_raw(update)
        self.state.touch()
        return number

    @property
    def staff_chat(self) -> int:
        return self.state.staff_chat

    @property
    def transcript(self) -> list[Call]:
        return self.calls.transcript

    @property
    def faults(self) -> Faults:
        return self.calls.faults

    @property
    def limits(self) -> Limits | None:
        return None if self.calls.gate is None else self.calls.gate.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self.calls.limit(limits)

    @property
    def polls(self) -> int:
        """How many long polls wait now: 1 means that the bot is up and has nothing left to fetch."""
        return self.calls.polling.open

    def sent(self, chat_id: int, thread_id: int | None = None) -> list[Message]:
        """What a person sees in the chat now, or in one topic of it (1 is General), oldest first."""
        return visible(self.state.posts.all(chat_id, thread_id))

    async def until(self, predicate: Callable[[], Any], timeout: float = 10) -> None:  # noqa: ASYNC109 - a plain bound reads best in tests
        """Wait for a condition; it is looked at after each change of the sandbox."""
        try:
            async with asyncio.timeout(timeout):
                while not predicate():
                    await self.state.changed.wait()
        except TimeoutError:
            last = ", ".join(call.method for call in self.transcript[-5:]) or "none"
            raise TimeoutError(f"the condition did not come true within {timeout} s; last calls: {last}") from None

    async def __aenter__(self) -> Self:
        app = build_app(self.token, self.state, self.calls, self._actors)
        # Cancelling handlers of callers that went away is what frees a dead poller's place.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        self._deliveries = asyncio.create_task(Deliveries(self.state, self.calls).run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._deliveries.cancel()
        await asyncio.gather(self._deliveries, return_exceptions=True)
        await self._runner.cleanup()
