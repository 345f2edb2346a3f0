"""Between HTTP and calls: reads parameters from a request, writes the reply or drops the connection."""

import json
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.sandbox.calls import Calls, Reply
from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.methods.params import Params

UNAUTHORIZED = BotApiError(401, "Unauthorized").as_json()


async def read_params(request: web.Request) -> Params:
    """Telegram takes parameters from the query string, a form, multipart or JSON."""
    values = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, values)
    body = await request.read()
    if not body:
        return Params(values)
    return read_body(body, kind, values)


def read_body(body: bytes, kind: str, values: dict[str, str]) -> Params:
    if kind == "application/json":
        try:
            given = json.loads(body)
        except ValueError as error:
            raise bad_request("can't parse request parameters JSON object") from error
        if not isinstance(given, dict):
            raise bad_request("request parameters must be a JSON object")
        return Params({**values, **given})
    try:
        return Params({**values, **dict(parse_qsl(body.decode(), keep_blank_values=True))})
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


async def _read_multipart(request: web.Request, values: dict[str, str]) -> Params:
    files: dict[str, bytes] = {}
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse multipart form data")
        if part.filename is None:
            values[part.name] = await part.text()
        else:
            files[part.name] = bytes(await part.read(decode=True))
    return Params(dict(values), files)


def respond(request: web.Request, reply: Reply | None) -> web.Response:
    if reply is not None:
        return web.Response(status=reply.status, body=reply.body, content_type=reply.content_type)
    # No answer at all: the caller sees a closed connection, as when a proxy dies.
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


class BotApi:
    """The routes a bot calls."""

    def __init__(self, token: str, calls: Calls) -> None:
        self._token = token
        self._calls = calls

    def add_to(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self.call)
        app.router.add_get("/file/bot{token}/{path:.+}", self.download)

    async def call(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._token:
            return web.json_response(UNAUTHORIZED, status=401)
        try:
            params = await read_params(request)
        except BotApiError as error:
            return web.json_response(error.as_json(), status=error.code)
        return respond(request, await self._calls(request.match_info["method"], params))

    async def download(self, request: web.Request) -> web.Response:
        """Faults apply here under the method name `file`."""
        if request.match_info["token"] != self._token:
            return web.json_response(UNAUTHORIZED, status=401)
        return respond(request, await self._calls.download(request.match_info["path"]))
