"""Answers /find and /who below the question, best effort and without a row.

A row would keep a second copy of what people wrote. Who looked, and at whom, is noted before anything is shown.
"""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, InaccessibleMessage, LinkPreviewOptions, Message, ReplyParameters

from bot.desk.action import Action, Actor, agent_of
from bot.finding import Question, read_question
from bot.knowing_people import People, Section, Shown
from bot.storage.audit import record
from bot.storage.effects import answer
from bot.storage.engine import Database
from bot.storage.found import find
from bot.storage.found_lines import FoundLine, load_lines
from bot.telegram.callbacks import Press
from bot.telegram.cardlines import Lines
from bot.telegram.desk import Desk
from bot.telegram.findings import PER_PAGE, Findings, pages_keyboard
from bot.telegram.limits import Budgets
from bot.telegram.methods import Post, Rewrite
from bot.telegram.personpage import PersonPage
from bot.telegram.reading import topic_of, words_of
from bot.telegram.screen import Screen
from bot.telegram.work import Work

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Lookups:
    """Looks aside, so that customers are answered meanwhile, and answers the one who waits."""

    bot: Bot
    database: Database
    desk: Desk
    budgets: Budgets
    people: People
    running: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def find(self, message: Message, actor: Actor, work: Work) -> None:
        """Answer `/find`."""
        work.about(message)
        action = self.desk.action(actor)
        question = self._question(words_of(message), action)
        if question.empty and not question.wrong:
            work.say(answer("find_how"))
            return
        await self._note(action, "search")
        self._begin(self._say(message, await self._found(question, 0, action)))

    async def turn(self, query: CallbackQuery, press: Press, actor: Actor, work: Work) -> None:
        """Show another page of what was found: the question stands above the answer, and nowhere else."""
        work.callback_id = query.id
        asked = getattr(query.message, "reply_to_message", None)
        if not isinstance(query.message, Message) or asked is None or not words_of(asked):
            work.say(answer("expired", alert=True))
            return
        action = self.desk.action(actor)
        await self._note(action, "search")
        screen = await self._found(self._question(words_of(asked), action), press.numbers[0], action)
        self._begin(self._rewrite(query.message, screen))

    async def who(self, message: Message, actor: Actor, work: Work) -> None:
        """Answer `/who`: in a topic about its customer, anywhere about whom it names."""
        work.about(message)
        action = self.desk.action(actor)
        _, *named = words_of(message).split(maxsplit=1)
        topic = topic_of(message)
        found = await self.database.aside(lambda session: self.people.meant(session, "".join(named), topic))
        if not found:
            work.say(answer("who_nobody" if named else "who_how"))
        elif len(found) > 1:
            await self._note(action, "search")
            self._begin(self._say(message, self._page.choice(found), protect=True))
        else:
            await self._note(action, "person", customer=found[0].id)
            self._begin(self._say(message, await self._person(Shown(found[0].id), action), protect=True))

    async def show(self, query: CallbackQuery, press: Press, actor: Actor, work: Work) -> None:
        """Show another part of somebody's page in place of the one that stands there."""
        work.callback_id = query.id
        customer, page = press.numbers
        if isinstance(query.message, InaccessibleMessage | None) or press.words[0] not in set(Section):
            work.say(answer("expired", alert=True))
            return
        action = self.desk.action(actor)
        await self._note(action, "person", customer=customer)
        screen = await self._person(Shown(customer, Section(press.words[0]), page), action)
        self._begin(self._rewrite(query.message, screen))

    @property
    def _page(self) -> PersonPage:
        return PersonPage(Lines(self.desk.words, self.desk.zone), self.desk.shop.currency)

    def _question(self, said: str, action: Action) -> Question:
        return read_question("".join(said.split(maxsplit=1)[1:]), action.now, action.zone)

    async def _note(self, action: Action, what: str, customer: int | None = None) -> None:
        """Keep who looked at whom; never the words that were looked for."""
        async with self.database.writing() as session:
            agent = await agent_of(session, action)
            about: dict[str, Any] = {} if customer is None else {"customer": customer}
            record(session, "looked_at", action.now, agent_id=agent.id, what=what, **about)

    async def _found(self, question: Question, page: int, action: Action) -> Screen:
        async def look(session: Any) -> list[FoundLine]:
            hits = await find(session, question, skip=page * PER_PAGE, count=PER_PAGE + 1)
            return await load_lines(session, hits)

        lines = [] if question.wrong else await self.database.aside(look)
        findings = Findings(Lines(self.desk.words, self.desk.zone))
        html = findings(question, lines[:PER_PAGE], page, action.now)
        return Screen(html, pages_keyboard(page, self.desk.words, more=len(lines) > PER_PAGE))

    async def _person(self, shown: Shown, action: Action) -> Screen:
        person = await self.database.aside(lambda session: self.people.load(session, shown, action.now))
        return self._page(person, shown, action.now)

    async def _say(self, message: Message, screen: Screen, *, protect: bool = False) -> None:
        """Answer below the question; a person's page is protected, so that Telegram passes it on to nobody."""
        await self.budgets.turn(message.chat.id)
        await self.bot(
            Post(
                chat_id=message.chat.id,
                message_thread_id=message.message_thread_id,
                text=screen.html,
                parse_mode="HTML",
                reply_markup=screen.keyboard,
                protect_content=protect or None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_parameters=ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True),
            )
        )

    async def _rewrite(self, message: Message, screen: Screen) -> None:
        await self.bot(
            Rewrite(
                chat_id=message.chat.id,
                message_id=message.message_id,
                text=screen.html,
                parse_mode="HTML",
                reply_markup=screen.keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )

    def _begin(self, telling: Coroutine[Any, Any, None]) -> None:
        async def tell() -> None:
            try:
                await telling
            except TelegramAPIError as error:
                logger.warning("the answer to a search was not sent: %s", type(error).__name__)

        task = asyncio.create_task(tell())
        self.running.add(task)
        task.add_done_callback(self.running.discard)
