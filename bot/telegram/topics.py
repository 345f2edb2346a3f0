"""From a message in a topic to the conversation it is about, and to what the desk does with it."""

from dataclasses import dataclass
from functools import partial

from aiogram.types import Message

from bot.desk.action import Actor
from bot.desk.note import add_note
from bot.desk.remind import Reminder, remind
from bot.desk.send import send_own_words
from bot.desk.when import read_when
from bot.desk.words import OwnWords
from bot.storage.conversations import last_conversation
from bot.storage.corrections import live_precision
from bot.storage.customers import find_by_topic
from bot.storage.effects import answer
from bot.storage.engine import Database
from bot.telegram.desk import Desk
from bot.telegram.reading import kind_of, media_of, words_of
from bot.telegram.work import Work
from classifier.taxonomy import PLAIN_TYPES

# As many types as a phone shows without scrolling.
LISTED = 20


@dataclass(frozen=True, slots=True)
class Topics:
    """Reads which conversation a topic stands for, and hands the work on."""

    database: Database
    desk: Desk

    async def reply(self, message: Message, actor: Actor, work: Work) -> None:
        """Send what an agent wrote to the topic's customer."""
        conversation_id = await self._conversation(message, work)
        if conversation_id is None:
            return
        words = OwnWords(
            conversation_id=conversation_id,
            text=words_of(message),
            chat_id=message.chat.id,
            message_id=message.message_id,
            kind=kind_of(message),
            media=media_of(message),
        )
        work.add(partial(send_own_words, action=self.desk.action(actor), words=words))

    async def note(self, message: Message, actor: Actor, work: Work) -> None:
        """Keep a note."""
        await self._note(message, words_of(message).removeprefix("//").strip(), actor, work)

    async def command(self, message: Message, actor: Actor, work: Work) -> None:
        """Do what a command asks; a command nobody knows is answered, and nothing is sent."""
        name, *words = words_of(message).split(maxsplit=1)
        rest = words[0] if words else ""
        match name.partition("@")[0]:
            case "/remind":
                await self._remind(message, rest, actor, work)
            case "/note":
                await self._note(message, rest.strip(), actor, work)
            case "/accuracy":
                await self._accuracy(message, work)
            case _:
                self._place(message, work)
                work.say(answer("unknown_command", command=name))

    def say(self, message: Message, key: str, work: Work) -> None:
        """Tell the writer something, and keep nothing."""
        self._place(message, work)
        work.say(answer(key))

    async def refuse(self, message: Message, _actor: Actor, work: Work) -> None:
        """Say that a kind of message can't be passed on."""
        self._place(message, work)
        work.say(answer("unsupported", kind=kind_of(message)))

    async def _note(self, message: Message, text: str, actor: Actor, work: Work) -> None:
        conversation_id = await self._conversation(message, work)
        if conversation_id is not None and text:
            work.add(partial(add_note, action=self.desk.action(actor), conversation_id=conversation_id, text=text))

    async def _accuracy(self, message: Message, work: Work) -> None:
        """Say how often what was shown has been called wrong."""
        self._place(message, work)
        async with self.database.reading() as session:
            found = await live_precision(session)
        words = self.desk.words
        lines = [
            words("accuracy_line", name=words.name(one.axis, one.type), shown=one.shown, wrong=one.wrong)
            for one in found
            if one.axis in words.texts and one.type not in PLAIN_TYPES
        ][:LISTED]
        work.say(answer("accuracy", lines="\n".join(lines)) if lines else answer("accuracy_none"))

    async def _remind(self, message: Message, rest: str, actor: Actor, work: Work) -> None:
        conversation_id = await self._conversation(message, work)
        if conversation_id is None:
            return
        action = self.desk.action(actor)
        try:
            moment, text = read_when(rest, action.now, action.zone)
        except ValueError as error:
            work.say(answer("time_unread", reason=str(error)))
            return
        work.add(partial(remind, action=action, reminder=Reminder(conversation_id, moment, text)))

    async def _conversation(self, message: Message, work: Work) -> int | None:
        """Find the newest conversation of the topic's customer; says so where there is none."""
        self._place(message, work)
        async with self.database.reading() as session:
            customer = await find_by_topic(session, message.chat.id, message.message_thread_id or 0)
            conversation = await last_conversation(session, customer.id or 0) if customer else None
        if conversation is None:
            work.say(answer("no_topic_customer"))
            return None
        return conversation.id

    def _place(self, message: Message, work: Work) -> None:
        work.message = (message.chat.id, message.message_id)
        work.thread = message.message_thread_id
