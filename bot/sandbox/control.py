"""The control API: what the page and other processes use to see the sandbox and to act in it."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.actors import Actors, view, written
from bot.sandbox.calls import Calls, encode
from bot.sandbox.control_channels import ChannelControl
from bot.sandbox.errors import BotApiError
from bot.sandbox.events import stream_events
from bot.sandbox.faults import from_json
from bot.sandbox.limits import Limits
from bot.sandbox.people import User
from bot.sandbox.sending import file_content, react
from bot.sandbox.state import State
from bot.sandbox.views import state_view
from bot.sandbox.wire import read_params

PAGE = Path(__file__).with_name("page")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """Requests and answers are JSON; what is wrong comes back as 400 with `{"error": sentence}`."""

    def __init__(self, state: State, calls: Calls, actors: Actors) -> None:
        self.state = state
        self.calls = calls
        self.actors = actors

    def add_to(self, app: web.Application) -> None:
        gets: dict[str, Handler] = {
            "/": self.page,
            "/sandbox/state": self.see_state,
            "/sandbox/chat/{chat_id:-?[0-9]+}": self.see_chat,
            "/sandbox/callback/{id}": self.see_callback,
            "/sandbox/transcript": self.see_transcript,
            "/sandbox/file/{file_id}": self.see_file,
            "/sandbox/events": self.events,
        }
        posts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "customers": self.add_customer,
            "agents": self.add_agent,
            "write": self.write,
            "press": self.press,
            "edit": self.edit,
            "react": partial(react, self.actors),
            "clock": self.move_clock,
            "faults": self.add_fault,
            "limits": self.switch_limits,
            **ChannelControl(self.state, self._user).posts(),
        }
        app.router.add_routes([web.get(path, _careful(handler)) for path, handler in gets.items()])
        app.router.add_routes([web.post(f"/sandbox/{name}", _json(act)) for name, act in posts.items()])
        app.router.add_post("/sandbox/photo", _careful(self.photo))
        app.router.add_post("/sandbox/push", self.push)
        if PAGE.is_dir():
            app.router.add_static("/page", PAGE)

    async def page(self, _: web.Request) -> web.StreamResponse:
        index = PAGE / "index.html"
        if not index.is_file():
            return web.Response(status=404, text="bot/sandbox/page/index.html is missing; the Bot API still works")
        return web.FileResponse(index)

    async def see_state(self, _: web.Request) -> web.Response:
        return _answer(state_view(self.state, self.calls))

    async def see_chat(self, request: web.Request) -> web.Response:
        """Deleted messages are among them, marked, so that a page can strike them out."""
        thread = request.query.get("thread")
        posts = self.state.posts.all(int(request.match_info["chat_id"]), int(thread) if thread else None)
        return _answer({"messages": [view(post) for post in posts]})

    async def see_callback(self, request: web.Request) -> web.Response:
        callback = self.state.callbacks.find(request.match_info["id"])
        if callback is None:
            return _answer({"error": f"no callback {request.match_info['id']!r}"}, 404)
        return _answer({"answered": callback.answered, "text": callback.text, "show_alert": callback.show_alert})

    async def see_transcript(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", 0))
        listed = [
            {"method": call.method, "params": call.params, "at": call.at.isoformat(), "answer": call.answer}
            for call in self.calls.transcript[since:]
        ]
        return _answer({"calls": listed, "next": since + len(listed)})

    async def see_file(self, request: web.Request) -> web.Response:
        stored = self.state.files.find(request.match_info["file_id"])
        if stored is None:
            return _answer({"error": f"no file {request.match_info['file_id']!r}"}, 404)
        return web.Response(body=stored.data, content_type=_picture_type(stored.data))

    async def events(self, request: web.Request) -> web.StreamResponse:
        return await stream_events(request, self.state)

    def add_customer(self, given: dict[str, Any]) -> Any:
        return self.actors.customer(**given).as_json()

    def add_agent(self, given: dict[str, Any]) -> Any:
        return self.actors.agent(**given).as_json()

    def write(self, given: dict[str, Any]) -> Any:
        """`content` in place of `text` sends anything else than a text."""
        place = {key: given.get(key) for key in ("chat_id", "thread_id", "reply_to")}
        if "content" in given:
            return self.actors.say(self._user(given), given["content"], **place)
        return self.actors.say(self._user(given), written(given["text"]), **place)

    def press(self, given: dict[str, Any]) -> Any:
        where = int(given["message_id"]), int(given["chat_id"])
        force = bool(given.get("force", False))
        return {"callback_id": self.actors.press(self._user(given), *where, given["data"], force=force)}

    def edit(self, given: dict[str, Any]) -> Any:
        return self.actors.edit(self._user(given), given["message_id"], given["text"], given.get("chat_id"))

    def move_clock(self, given: dict[str, Any]) -> Any:
        self.state.clock.advance(timedelta(seconds=given["advance_seconds"]))
        self.state.touch()
        return {"now": self.state.clock.now().isoformat()}

    def add_fault(self, given: dict[str, Any]) -> Any:
        """{"clear": true} ends them all."""
        if given.get("clear"):
            self.calls.faults.clear()
        else:
            self.calls.faults.add(from_json(given))
        return {"faults": len(self.calls.faults)}

    def switch_limits(self, given: dict[str, Any]) -> Any:
        self.calls.limit(Limits() if given["on"] else None)
        self.state.touch()
        return {"on": self.calls.gate is not None}

    async def photo(self, request: web.Request) -> web.Response:
        params = await read_params(request)
        data = params.files.get("file")
        if not data:
            return _answer({"error": "no file in the request; send multipart with a field `file`"}, 400)
        content = file_content(self.actors, data, params)
        place = {key: params.integer(key) for key in ("chat_id", "thread_id", "reply_to")}
        return _answer(self.actors.say(self._user(params.values), content, **place))

    async def push(self, request: web.Request) -> web.Response:
        """The body is one raw update; a body that is no JSON becomes the next delivery as it is."""
        body = await request.read()
        try:
            update = json.loads(body)
        except ValueError:
            self.state.updates.put_raw_body(body)
            return _answer({"raw": True})
        number = self.state.updates.put_raw(update)
        self.state.touch()
        return _answer({"update_id": number})

    def _user(self, given: dict[str, Any]) -> User:
        user = self.state.users.get(int(given["user_id"]))
        if user is None:
            raise ValueError(f"no user {given['user_id']}; make one with POST /sandbox/customers")
        return user


def _answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, text=encode(value), content_type="application/json")


def _json(act: Callable[[dict[str, Any]], Any]) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return _answer(act(json.loads(await request.read() or b"{}")))

    return _careful(handle)


def _careful(handler: Handler) -> Handler:
    """What the request got wrong becomes a sentence in the answer."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except KeyError as error:
            return _answer({"error": f"{error.args[0]!r} is missing"}, 400)
        except (ValueError, TypeError, BotApiError) as error:
            return _answer({"error": str(error)}, 400)

    return handle


def _picture_type(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return "image/png"
    return "image/jpeg" if data.startswith(b"\xff\xd8") else "application/octet-stream"
