"""From the commands of people who work together to what the desk does; in any topic, and in private."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, Actor
from bot.desk.approval import give_back_here
from bot.desk.handing import assign, hand_over
from bot.desk.helping import show_help
from bot.desk.mine import show_mine
from bot.desk.nextup import look_at_queue, show_queue, take_next
from bot.desk.roster import Named, give_role, one_agent, set_languages
from bot.desk.shift import come_on, go_off
from bot.storage.answers import Spot
from bot.storage.conversations import last_conversation
from bot.storage.customers import find_by_topic
from bot.storage.effects import Answer, answer
from bot.storage.engine import Database
from bot.storage.tables.people import Agent, Role
from bot.telegram.desk import Desk
from bot.telegram.naming import named
from bot.telegram.reading import actor_of, words_of
from bot.telegram.work import Work


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was written: by whom, where, with what behind it."""

    message: Message
    action: Action
    words: str

    @property
    def spot(self) -> Spot:
        topic = self.message.message_thread_id if self.message.is_topic_message else None
        return Spot(self.message.chat.id, topic, self.message.message_id)

    @property
    def topic(self) -> tuple[int, int]:
        return self.message.chat.id, self.message.message_thread_id or 0


@dataclass(frozen=True, slots=True)
class Team:
    """Reads the commands; the queue is read before the write, the rest is a row or two."""

    database: Database
    desk: Desk

    async def __call__(self, message: Message, actor: Actor, work: Work) -> None:
        """Do what the command asks."""
        name, *words = words_of(message).split(maxsplit=1)
        work.about(message)
        command = Command(message, self.desk.action(actor), "".join(words).strip())
        await COMMANDS[name.partition("@")[0].removeprefix("/").casefold()](self, command, work)

    async def on(self, command: Command, work: Work) -> None:
        work.add(partial(come_on, action=command.action, spot=command.spot))

    async def off(self, command: Command, work: Work) -> None:
        work.add(partial(go_off, action=command.action, spot=command.spot))

    async def next(self, command: Command, work: Work) -> None:
        async with self.database.reading() as session:
            chosen = await look_at_queue(session, command.action)
        work.add(partial(take_next, action=command.action, spot=command.spot, chosen=chosen))

    async def queue(self, command: Command, work: Work) -> None:
        async with self.database.reading() as session:
            chosen = await look_at_queue(session, command.action)
        work.add(partial(show_queue, action=command.action, spot=command.spot, chosen=chosen))

    async def mine(self, command: Command, work: Work) -> None:
        work.add(partial(show_mine, action=command.action, spot=command.spot))

    async def help(self, command: Command, work: Work) -> None:
        work.add(partial(show_help, action=command.action, spot=command.spot))

    async def lang(self, command: Command, work: Work) -> None:
        work.add(partial(set_languages, action=command.action, languages=command.words.split()))

    async def role(self, command: Command, work: Work) -> None:
        """Read `/role trainee @name`, or `/role trainee` below somebody's message."""
        role, *rest = command.words.split(maxsplit=1) or [""]
        below = command.message.reply_to_message
        whom: Actor | Named | None = named(command.message, "".join(rest))
        if whom is None and below is not None and below.from_user is not None and not below.from_user.is_bot:
            whom = actor_of(below.from_user)
        if whom is None or role not in set(Role):
            work.say(answer("role_hint"))
            return
        work.add(partial(give_role, action=command.action, whom=whom, role=role))

    async def assign(self, command: Command, work: Work) -> None:
        """Read `/assign @name` in the customer's topic."""
        whom = named(command.message, command.words)
        if whom is None:
            work.say(answer("assign_hint"))
            return
        async with self.database.reading() as session:
            customer = await find_by_topic(session, *command.topic)
            conversation = await last_conversation(session, customer.id or 0) if customer else None
        if conversation is None:
            work.say(answer("assign_in_topic"))
            return
        work.add(partial(_assign, command=command, conversation_id=conversation.id or 0, whom=whom))

    async def handover(self, command: Command, work: Work) -> None:
        """Read `/handover @name`, or `/handover` to the pool."""
        work.add(partial(_hand_over, command=command, whom=named(command.message, command.words)))

    async def back(self, command: Command, work: Work) -> None:
        """Read `/back` with a word for a trainee."""
        work.add(partial(give_back_here, action=command.action, topic=command.topic, why=command.words))


async def _assign(session: AsyncSession, *, command: Command, conversation_id: int, whom: Named) -> Answer:
    agent = await one_agent(session, whom)
    if not isinstance(agent, Agent):
        return agent
    return await assign(session, action=command.action, conversation_id=conversation_id, to=agent.id or 0)


async def _hand_over(session: AsyncSession, *, command: Command, whom: Named | None) -> Answer:
    agent = await one_agent(session, whom) if whom is not None else None
    if isinstance(agent, Answer):
        return agent
    return await hand_over(session, action=command.action, to=agent.id if agent else None)


COMMANDS: Final[Mapping[str, Callable[[Team, Command, Work], Awaitable[None]]]] = {
    "on": Team.on,
    "off": Team.off,
    "next": Team.next,
    "queue": Team.queue,
    "mine": Team.mine,
    "handover": Team.handover,
    "assign": Team.assign,
    "role": Team.role,
    "lang": Team.lang,
    "back": Team.back,
    "help": Team.help,
}
