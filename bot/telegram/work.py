"""What handling one update leads to: things to keep, and things to say at once."""

from dataclasses import dataclass, field
from datetime import datetime

from aiogram.types import InlineKeyboardMarkup, InlineQueryResultUnion, Message

from bot.storage.effects import Answer, Effect


@dataclass(frozen=True, slots=True)
class Menu:
    """Buttons to show on a message at once."""

    chat_id: int
    message_id: int
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What is offered behind the bot's name in another chat; each agent's own, for so many seconds."""

    query_id: str
    results: list[InlineQueryResultUnion]
    cache_seconds: int


@dataclass(slots=True)
class Work:
    """Filled by the handlers of one update, carried out by the worker.

    The effects are done in one write; what they answer is told afterwards, best effort:
    as a toast to `callback_id`, or as a reaction or reply to `message`.
    """

    effects: list[Effect] = field(default_factory=list)
    received_at: datetime | None = None  # when the update came, by the machine's clock
    callback_id: str | None = None
    message: tuple[int, int] | None = None
    thread: int | None = None
    menu: Menu | None = None
    inline: InlineAnswer | None = None
    answers: list[Answer] = field(default_factory=list)

    def about(self, message: Message) -> None:
        """Have answers stand below this message, in its topic."""
        self.message, self.thread = (message.chat.id, message.message_id), message.message_thread_id

    def add(self, effect: Effect) -> None:
        """Have something kept with this update."""
        self.effects.append(effect)

    def say(self, answer: Answer) -> None:
        """Have something told without keeping anything."""
        self.answers.append(answer)
