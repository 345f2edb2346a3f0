"""One call's way through the sandbox: fault, limits, method, transcript."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.sandbox.errors import BotApiError
from bot.sandbox.faults import NOT_JSON_BODY, Does, Fault, Faults, Kind
from bot.sandbox.limits import LIMITED, FloodGate, Limits
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.params import Params
from bot.sandbox.polling import HEEDS, Polling
from bot.sandbox.posts import GENERAL
from bot.sandbox.state import State

# Compact, as Telegram answers; the page's own text is UTF-8.
encode: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# JSON, or the whole raw body a test put in its place.
Answer = dict[str, Any] | bytes


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came and as it was answered; no answer means that none came, or none in JSON."""

    method: str
    params: dict[str, Any]
    at: datetime
    answer: dict[str, Any] | None
    ignored: tuple[str, ...] = ()  # parameters the sandbox does not heed


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    content_type: str = "application/json"


@dataclass(slots=True)
class Calls:
    state: State
    record: bool = True
    faults: Faults = field(default_factory=Faults)
    transcript: list[Call] = field(default_factory=list)
    gate: FloodGate | None = None
    polling: Polling = field(init=False)

    def __post_init__(self) -> None:
        self.polling = Polling(self.state)

    def limit(self, limits: Limits | None) -> None:
        self.gate = None if limits is None else FloodGate(limits)

    async def __call__(self, name: str, params: Params) -> Reply | None:
        """The answer on the wire; None where the connection is to be dropped."""
        fault = self.faults.take(name, params.integer("chat_id")) if len(self.faults) else None
        if fault is not None:
            self.state.touch()
            return await self._misbehave(fault, name, params)
        return self._reply(name, params, await self._act(name, params))

    async def download(self, path: str) -> Reply | None:
        """A file's bytes; faults find this under the method name `file`."""
        fault = self.faults.take("file", None) if len(self.faults) else None
        if fault is not None and fault.kind.does is not Does.HANG:
            return await self._misbehave(replace(fault, after=False), "file", Params({"path": path}))
        if fault is not None:
            await asyncio.sleep(fault.kind.seconds)
        stored = self.state.files.at(path)
        if stored is None:
            return Reply(404, encode(BotApiError(404, "Not Found").as_json()).encode())
        return Reply(200, stored.data, "application/octet-stream")

    async def _act(self, name: str, params: Params) -> Answer:
        known = METHODS.get(name)
        try:
            if known is None:
                return await self._poll_or_refuse(name, params)
            if self.gate is not None and name in LIMITED:
                self.gate.admit(params.integer("chat_id") or 0, _weight(name, params))
            return {"ok": True, "result": known.run(self.state, params)}
        except BotApiError as error:
            return error.as_json()

    async def _poll_or_refuse(self, name: str, params: Params) -> Answer:
        if name != "getUpdates":
            raise BotApiError(404, f'Not Found: method "{name}" is not spoken by the sandbox')
        updates = await self.polling(params)
        return updates if isinstance(updates, bytes) else {"ok": True, "result": updates}

    async def _misbehave(self, fault: Fault, name: str, params: Params) -> Reply | None:
        kind = fault.kind
        if kind.does is Does.WRONG_THREAD:
            return self._reply(name, params, await self._act(name, _elsewhere(self.state, params, kind)))
        if kind.does is Does.HANG:
            return await self._hang(fault, name, params)
        if fault.acts_first:
            await self._act(name, params)
        if kind.does is Does.STATUS:
            return self._reply(name, params, kind.answer)
        self._note(name, params, None)
        return Reply(502, NOT_JSON_BODY.encode(), "text/html") if kind.does is Does.NOT_JSON else None

    async def _hang(self, fault: Fault, name: str, params: Params) -> Reply | None:
        answer = await self._act(name, params) if fault.acts_first else None
        try:
            await asyncio.sleep(fault.kind.seconds)
        except asyncio.CancelledError:
            # The caller gave up: the web server cancels us, and nothing more is done.
            self._note(name, params, None)
            raise
        return await self(name, params) if answer is None else self._reply(name, params, answer)

    def _reply(self, name: str, params: Params, answer: Answer) -> Reply:
        if isinstance(answer, bytes):
            self._note(name, params, None)
            return Reply(200, answer)
        self._note(name, params, answer)
        return Reply(answer.get("error_code", 200), encode(answer).encode())

    def _note(self, name: str, params: Params, answer: dict[str, Any] | None) -> None:
        if self.record:
            known = METHODS.get(name)
            heeds = HEEDS if known is None else known.heeds
            ignored = tuple(sorted(params.values.keys() - heeds))
            self.transcript.append(Call(name, params.values, self.state.clock.now(), answer, ignored))
            self.state.touch()


def _weight(name: str, params: Params) -> int:
    """How many messages the call makes."""
    many = {"sendMediaGroup": "media", "copyMessages": "message_ids"}.get(name)
    if many is None:
        return 1
    listed = params.json(many)
    return len(listed) if isinstance(listed, list) else 1


def _elsewhere(state: State, params: Params, kind: Kind) -> Params:
    """The same call for another topic of the chat."""
    chat = state.chats.get(params.integer("chat_id") or 0)
    asked = params.integer("message_thread_id")
    others = [] if chat is None else [thread for thread in chat.topics if thread != asked]
    thread_id = kind.thread_id or (others[0] if others else GENERAL)
    values = {key: value for key, value in params.values.items() if key != "message_thread_id"}
    return Params(values if thread_id == GENERAL else {**values, "message_thread_id": thread_id}, params.files)
