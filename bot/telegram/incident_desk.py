"""From what leads press and write about incidents to what is done: what must be read is read before the write."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiogram.types import CallbackQuery, Message

from bot.desk.action import Actor
from bot.desk.incident import Asked, do_incident
from bot.desk.incident_words import BACK, answer_bench, list_incidents, open_by_hand
from bot.incidents import Case
from bot.storage.effects import answer
from bot.storage.engine import Database
from bot.storage.incident_cases import waiting_cases
from bot.storage.incidents import takes
from bot.storage.tables.incidents import Incident
from bot.telegram.callbacks import Press
from bot.telegram.desk import Desk
from bot.telegram.reading import words_of
from bot.telegram.work import Work


@dataclass(frozen=True, slots=True)
class IncidentDesk:
    """Reads who waits, and hands the work on."""

    database: Database
    desk: Desk
    staff_chats: Sequence[int]

    async def press(self, query: CallbackQuery, press: Press, actor: Actor, work: Work) -> None:
        """Do what a button below a note of an incident says."""
        work.callback_id = query.id
        if query.message is None:
            work.say(answer("expired", alert=True))
            return
        (incident_id, number), deed = press.numbers, press.words[0]
        cases = await self._cases(incident_id) if deed == "open" else []
        place = (query.message.chat.id, query.message.message_id)
        asked = Asked(incident_id, deed, number, place, cases, self.staff_chats)
        work.add(partial(do_incident, action=self.desk.action(actor), asked=asked))

    async def command(self, message: Message, actor: Actor, work: Work) -> None:
        """`/incident` alone lists; with words it opens one about them."""
        work.about(message)
        _, *rest = words_of(message).split(maxsplit=1)
        words, action = "".join(rest).strip(), self.desk.action(actor)
        if not words:
            work.add(partial(list_incidents, action=action))
            return
        async with self.database.reading() as session:
            cases = await waiting_cases(session, action.now - BACK, action.now)
        work.add(partial(open_by_hand, action=action, words=words, chat_id=message.chat.id, cases=cases))

    async def words(self, message: Message, place: tuple[int, int], actor: Actor, work: Work) -> None:
        """Take what answers a bench."""
        work.about(message)
        work.add(partial(answer_bench, action=self.desk.action(actor), place=place, words=words_of(message)))

    async def _cases(self, incident_id: int) -> list[Case]:
        now = self.desk.clocks.business()
        async with self.database.reading() as session:
            incident = await session.get(Incident, incident_id)
            waiting = await waiting_cases(session, now - BACK, now)
        if incident is None:
            return []
        return [case for case in waiting if case.at >= incident.started_at and takes(incident, case)]
