"""What came of sending: the truth about delivery, read from errors."""

import aiohttp
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramNetworkError
from aiogram.methods import SendMessage

from bot.telegram.outcomes import (
    Ambiguous,
    Failed,
    Moved,
    Refused,
    Retry,
    Wait,
    outcome_of,
    outcome_of_outage,
)

METHOD = SendMessage(chat_id=1, text="x")


def answered(status, body):
    """What aiogram raises for an answer of Telegram."""
    session = AiohttpSession()
    with pytest.raises((TelegramAPIError, ClientDecodeError)) as raised:
        session.check_response(None, METHOD, status, body)
    return raised.value


def refusal(code, description, parameters="{}"):
    body = f'{{"ok": false, "error_code": {code}, "description": "{description}", "parameters": {parameters}}}'
    return answered(code, body)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (refusal(429, "Too Many Requests: retry after 2282", '{"retry_after": 2282}'), Wait(2282)),
        (refusal(429, "Too Many Requests"), Retry("Too Many Requests")),
        (refusal(500, "Internal Server Error"), Retry("Internal Server Error")),
        (refusal(502, "Bad Gateway"), Retry("Bad Gateway")),
        (refusal(503, "restart"), Retry("restart")),
        (refusal(400, "Bad Request: chat not found"), Failed("Bad Request: chat not found")),
        (refusal(400, "Bad Request: message is too long"), Failed("Bad Request: message is too long")),
        (refusal(413, "Request Entity Too Large"), Failed("Request Entity Too Large")),
        (refusal(409, "Conflict: x"), Failed("Conflict: x")),
        (refusal(404, "Not Found"), Failed("Not Found")),
        (
            refusal(403, "Forbidden: user is deactivated"),
            Failed("Forbidden: user is deactivated", blocked=True),
        ),
        (
            refusal(403, "Forbidden: bot was blocked by the user"),
            Failed("Forbidden: bot was blocked by the user", blocked=True),
        ),
        (refusal(403, "Forbidden: not enough rights"), Failed("Forbidden: not enough rights")),
        (refusal(400, "Bad Request: group chat was upgraded", '{"migrate_to_chat_id": -1002}'), Moved(-1002)),
        (refusal(401, "Unauthorized"), Refused()),
        (answered(502, "<html>Bad Gateway</html>"), Ambiguous("an answer that is no JSON")),
        (answered(200, ""), Ambiguous("an answer that is no JSON")),
        (answered(200, "[]"), Ambiguous("an answer that is no JSON")),
    ],
    ids=str,
)
def test_an_answer_of_telegram(error, outcome):
    """A wait is kept, a server's trouble is retried, a refusal is final, nonsense leaves it open."""
    assert outcome_of(error) == outcome


def network(cause):
    error = TelegramNetworkError(method=METHOD, message="x")
    error.__cause__ = cause
    return error


class Key:
    """What aiohttp names in an error of connecting."""

    ssl, host, port, is_ssl = True, "api.telegram.org", 443, True


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (aiohttp.ClientConnectorError(Key(), OSError(111, "refused")), Retry("ClientConnectorError")),
        (aiohttp.ConnectionTimeoutError(), Retry("ConnectionTimeoutError")),
        (aiohttp.ServerDisconnectedError(), Ambiguous("ServerDisconnectedError")),
        (aiohttp.ClientOSError(104, "reset"), Ambiguous("ClientOSError")),
        (aiohttp.ClientPayloadError(), Ambiguous("ClientPayloadError")),
        (aiohttp.SocketTimeoutError(), Ambiguous("SocketTimeoutError")),
        (TimeoutError(), Ambiguous("TimeoutError")),
        (None, Ambiguous("no answer in time")),
    ],
    ids=str,
)
def test_a_broken_connection(cause, outcome):
    """Not connected means surely not sent; broken after the request was written leaves it open."""
    assert outcome_of(network(cause)) == outcome


def test_an_error_nobody_foresaw():
    """The careful reading: it may have arrived, and the fault is ours."""
    assert outcome_of(KeyError("x")) == Ambiguous("KeyError", ours=True)


@pytest.mark.parametrize(("placed", "kind"), [(False, Retry), (True, Ambiguous)])
def test_our_database_was_away(placed, kind):
    """Before anything stood in Telegram it is simply tried again."""
    assert isinstance(outcome_of_outage(placed=placed), kind)
