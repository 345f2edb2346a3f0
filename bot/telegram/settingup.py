"""The walk's side in Telegram: which group an update shows, what a press means, what a typed answer answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from html import escape
from pathlib import Path
from typing import Final

from aiogram.types import ChatMemberAdministrator, ChatMemberUpdated
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.desk.action import Actor
from bot.desk.setup.asking import ASKED, answer_question, press_subject, press_value, say, show_page
from bot.desk.setup.first_playbook import write_playbook
from bot.desk.setup.groups import Group, let_in
from bot.desk.setup.reading import NotReadError, read_words
from bot.desk.setup.walk import Step, Walk
from bot.storage.chosen import choose, last_choice, load_chosen, unchoose
from bot.storage.effects import Answer, Effect
from bot.storage.engine import Database
from bot.telegram.callbacks import Press

PRESENT = frozenset({"member", "creator", "administrator", "restricted"})
# A question that nobody answered is over after so long: what is pasted a day later is no name of the shop.
OPEN_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SettingUp:
    """Reads what an owner says against the question that is open."""

    walk: Walk
    database: Database
    clocks: Clocks
    folder: Path  # where own playbooks go that no setting names
    tell_language: Callable[[str], str]

    def step(self, actor: Actor) -> Step:
        """Stamp a deed with who and when."""
        return Step(actor.telegram_id, actor.name, self.clocks.business(), self.clocks.machine())

    def pressed(self, actor: Actor, press: Press) -> Effect:
        """Find what a button of the walk does."""
        step = self.step(actor)
        if press.action == "setup":
            return partial(press_subject, walk=self.walk, step=step, subject=press.words[0])
        subject, value = (*press.words, "", "")[:2]
        if subject == "let_in" and value.isdigit():
            return partial(let_in, walk=self.walk, step=step, agent_id=int(value))
        return partial(press_value, walk=self.walk, step=step, pressed=(subject, value))

    async def answered(self, actor: Actor, text: str) -> Effect | None:
        """Find what a typed answer does; None where this owner was asked nothing."""
        step = self.step(actor)
        async with self.database.reading() as session:
            asked, at = (await load_chosen(session)).get(ASKED), await last_choice(session, [ASKED])
        if not asked or asked.get("by") != actor.telegram_id or at is None or step.now - at >= OPEN_FOR:
            return None
        if asked["subject"] != "playbook":
            return partial(answer_question, walk=self.walk, step=step, text=text)
        return self._of_playbook(step, asked.get("words"), text)

    def _of_playbook(self, step: Step, heard: list[str] | None, text: str) -> Effect:
        """Take the words first, then what to say; the file is written before anything is kept of it."""
        folder = self.walk.settings.playbooks or self.folder
        try:
            if heard is None:
                return partial(self._ask_what_to_say, step=step, heard=read_words(text, self.walk.words))
            name = write_playbook(folder, heard, text, self.tell_language(text))
        except NotReadError as error:
            return partial(self._say, step=step, html=escape(str(error)))
        return partial(self._written, step=step, folder=folder, name=name)

    async def _ask_what_to_say(self, session: AsyncSession, *, step: Step, heard: list[str]) -> Answer | None:
        asked = {"subject": "playbook", "by": step.by, "words": heard}
        await choose(session, ASKED, asked, step.now, step.by)
        return await self._say(session, step=step, html=self.walk.words("setup_ask_playbook_says"))

    async def _written(self, session: AsyncSession, *, step: Step, folder: Path, name: str) -> Answer | None:
        await unchoose(session, ASKED)
        if "playbooks" not in self.walk.fixed:
            await choose(session, "playbooks", str(folder), step.now, step.by)
        await self._say(session, step=step, html=self.walk.words("setup_playbook_written", name=escape(name)))
        await show_page(session, self.walk, step)
        return None

    async def _say(self, session: AsyncSession, *, step: Step, html: str) -> Answer | None:
        await say(session, step, html)
        return None


def group_of(event: ChatMemberUpdated) -> Group:
    """Read a group and the bot's rights in it."""
    member = event.new_chat_member
    manages = isinstance(member, ChatMemberAdministrator) and bool(member.can_manage_topics)
    left = member.status not in PRESENT
    return Group(event.chat.id, event.chat.title or "", bool(event.chat.is_forum), manages, left)
