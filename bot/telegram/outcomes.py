"""What came of sending something: the truth about delivery, read from what Telegram or the network said."""

from dataclasses import dataclass

import aiohttp
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A message that now stands in Telegram; `message_id` is ours, where it is a copy of one."""

    side: str
    chat_id: int
    thread_id: int | None
    telegram_id: int
    message_id: int | None = None
    outgoing_id: int | None = None  # the row that it belongs to, where that is not the one being sent


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that was made on the way."""

    chat_id: int
    thread_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has it."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Surely not sent, and worth another try."""

    cause: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Telegram says when to come back to this chat, in seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may have arrived or not: Telegram has no key to ask by.

    `ours` marks a fault of our own that nobody foresaw, which another try will hardly mend.
    """

    cause: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """Telegram will not do it, now or later."""

    cause: str
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram does not know the token any more."""


Outcome = Sent | Retry | Wait | Ambiguous | Failed | Moved | Refused

# Causes before anything was written to the connection.
_NOT_CONNECTED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectionResetError,
    aiohttp.InvalidURL,
)
_GONE = ("bot was blocked", "user is deactivated", "bot can't initiate", "bot was kicked")

# Telegram's words for a group that is not set up as we need it.
_SETUP = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat not found",
    "not a forum",
    "BOT_FORUM_CREATE_FORBIDDEN",  # a private chat in which the bot may make no topics
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_ADMIN_REQUIRED",
    "bot was kicked",
    "bot is not a member",
)


def outcome_of(error: Exception) -> Outcome:
    """Read an error as an outcome; what nobody foresaw counts as ambiguous, the careful reading."""
    outcome: Outcome
    match error:
        case TelegramRetryAfter():
            outcome = Wait(error.retry_after)
        case TelegramMigrateToChat():
            outcome = Moved(error.migrate_to_chat_id)
        case TelegramUnauthorizedError():
            outcome = Refused()
        case TelegramServerError():
            outcome = Retry(error.message)
        case TelegramEntityTooLarge():  # aiogram counts it among the network errors
            outcome = Failed(error.message)
        case TelegramNetworkError():
            cause = error.__cause__
            shown = type(cause).__name__ if cause else "no answer in time"
            outcome = Retry(shown) if isinstance(cause, _NOT_CONNECTED) else Ambiguous(shown)
        case ClientDecodeError():
            outcome = Ambiguous("an answer that is no JSON")
        case TelegramAPIError() if error.message.startswith("Too Many Requests"):
            outcome = Retry(error.message)  # a 429 that forgot to say how long
        case TelegramAPIError():
            outcome = Failed(error.message, blocked=any(words in error.message for words in _GONE))
        case _:
            outcome = Ambiguous(type(error).__name__, ours=True)
    return outcome


def outcome_of_outage(*, placed: bool) -> Outcome:
    """Read an outage of our own database while sending: before anything was placed it is simply tried again."""
    return Ambiguous("our database was away") if placed else Retry("our database was away")


def is_setup(cause: str) -> bool:
    """Tell whether the staff group is not as it should be: then a customer's words wait until it is."""
    return any(words in cause for words in _SETUP)
