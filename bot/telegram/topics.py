"""From a message in a topic to the conversation it is about, and to what the desk does with it."""

from dataclasses import dataclass, replace
from functools import partial

from aiogram.types import Message

from bot.desk.action import Actor
from bot.desk.albums import keep_album_in
from bot.desk.amend import Changed, change_words
from bot.desk.mentions import tell_mentioned
from bot.desk.note import add_note
from bot.desk.put_off import put_off
from bot.desk.remind import parts_of, remind_of
from bot.desk.reminder_words import read_reminder
from bot.desk.send import send_own_words
from bot.desk.when import read_when
from bot.desk.words import OwnWords
from bot.storage.channels import meant
from bot.storage.corrections import live_precision
from bot.storage.customers import find_by_topic
from bot.storage.effects import answer
from bot.storage.engine import Database
from bot.storage.places import STAFF, copied_to, quoted
from bot.telegram.desk import Desk
from bot.telegram.naming import mentioned
from bot.telegram.reading import answered_number, kind_of, media_of, quote_of, words_of
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
        words = await self._answering(message, _own_words(message, conversation_id))
        work.add(partial(send_own_words, action=self.desk.action(actor), words=words))

    async def _answering(self, message: Message, words: OwnWords) -> OwnWords:
        """Find which of the customer's messages is answered; an answer to a card or a note is just a message."""
        number = answered_number(message)
        if number is None:
            return words
        quote = (quote_of(message) or "").removeprefix("💬").strip() or None
        async with self.database.reading() as session:
            relayed = quoted(await copied_to(session, STAFF, message.chat.id, number), quote)
        if relayed is None or relayed.direction != "incoming":
            return words
        return replace(words, reply_to=relayed.id, quote=quote)

    def change(self, message: Message, actor: Actor, work: Work) -> None:
        """Bring the customer's copy up to what the agent's message says now."""
        work.about(message)
        changed = Changed(message.chat.id, message.message_id, words_of(message), media_of(message))
        work.add(partial(change_words, action=self.desk.action(actor), changed=changed))

    async def note(self, message: Message, actor: Actor, work: Work) -> None:
        """Keep a note."""
        await self._note(message, words_of(message).removeprefix("//").strip(), actor, work)

    async def command(self, message: Message, actor: Actor, work: Work) -> None:
        """Do what a command asks; a command nobody knows is answered, and nothing is sent."""
        if message.media_group_id:  # or its other parts would leave by themselves
            await self._note(message, words_of(message), actor, work)
            return
        name, *words = words_of(message).split(maxsplit=1)
        rest = words[0] if words else ""
        match name.partition("@")[0]:
            case "/remind":
                await self._remind(message, rest, actor, work)
            case "/snooze":
                await self._put_off(message, rest, actor, work)
            case "/note":
                await self._note(message, rest.strip(), actor, work)
            case "/accuracy":
                await self._accuracy(message, work)
            case _:
                work.about(message)
                work.say(answer("unknown_command", command=name))

    def say(self, message: Message, key: str, work: Work) -> None:
        """Tell the writer something, and keep nothing."""
        work.about(message)
        work.say(answer(key))

    async def refuse(self, message: Message, _actor: Actor, work: Work) -> None:
        """Say that a kind of message can't be passed on."""
        work.about(message)
        work.say(answer("unsupported", kind=self.desk.words.name("kind", kind_of(message))))

    async def _note(self, message: Message, text: str, actor: Actor, work: Work) -> None:
        conversation_id = await self._conversation(message, work)
        if conversation_id is None:
            return
        action, place = self.desk.action(actor), (message.chat.id, message.message_id)
        if message.media_group_id:
            words = _own_words(message, conversation_id)
            work.add(partial(keep_album_in, action=action, words=replace(words, text=text)))
        elif text:
            work.add(partial(add_note, action=action, conversation_id=conversation_id, text=text, place=place))
            if names := mentioned(message):
                told = partial(tell_mentioned, action=action, conversation_id=conversation_id)
                work.add(partial(told, names=names, text=text))

    async def _accuracy(self, message: Message, work: Work) -> None:
        """Say how often what was shown has been called wrong."""
        work.about(message)
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
            wanted = read_reminder(rest, action.now, action.zone, parts_of(action.shop))
        except ValueError as error:
            work.say(answer("time_unread", reason=str(error)))
            return
        work.add(partial(remind_of, action=action, conversation_id=conversation_id, wanted=wanted))

    async def _put_off(self, message: Message, rest: str, actor: Actor, work: Work) -> None:
        conversation_id = await self._conversation(message, work)
        if conversation_id is None:
            return
        action = self.desk.action(actor)
        try:
            moment, _ = read_when(rest, action.now, action.zone, parts_of(action.shop))
        except ValueError as error:
            work.say(answer("time_unread", reason=str(error)))
            return
        work.add(partial(put_off, action=action, conversation_id=conversation_id, moment=moment))

    async def _conversation(self, message: Message, work: Work) -> int | None:
        """Find the newest conversation of the topic's customer; says so where there is none."""
        work.about(message)
        async with self.database.reading() as session:
            customer = await find_by_topic(session, message.chat.id, message.message_thread_id or 0)
            answered = message.reply_to_message.message_id if message.reply_to_message else None
            conversation = await meant(session, customer.id or 0, message.chat.id, answered) if customer else None
        if isinstance(conversation, str):
            work.say(answer(conversation))
            return None
        if conversation is None:
            work.say(answer("no_topic_customer"))
            return None
        return conversation.id


def _own_words(message: Message, conversation_id: int) -> OwnWords:
    return OwnWords(
        conversation_id=conversation_id,
        text=words_of(message),
        chat_id=message.chat.id,
        message_id=message.message_id,
        kind=kind_of(message),
        media=media_of(message),
        album=message.media_group_id,
    )
