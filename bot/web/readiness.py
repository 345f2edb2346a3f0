"""Whether the bot can do its work: database, Telegram, backlog."""

import asyncio
from dataclasses import dataclass

from bot.leasing import Leasing
from bot.storage.backlog import backlog
from bot.storage.engine import Database, is_outage
from bot.storage.sending import outgoing_backlog
from bot.telegram.intake import Intake

# At forty updates a second this many are a minute's work; more, and customers wait noticeably.
LONG_BACKLOG = 2_400


@dataclass(frozen=True, slots=True)
class Readiness:
    """Asked by `/readyz`; answers with what is wrong, nothing where all is well."""

    database: Database
    intake: Intake
    leasing: Leasing
    thinking_ready: asyncio.Event

    async def __call__(self) -> dict[str, str]:
        problems: dict[str, str] = {}
        try:
            async with self.database.reading() as session:
                waiting, unsent = await backlog(session), await outgoing_backlog(session)
        except Exception as error:
            if not is_outage(error):
                raise
            return {"database": "does not answer"}
        if waiting > LONG_BACKLOG:
            problems["backlog"] = f"{waiting} updates wait to be worked on"
        if unsent > LONG_BACKLOG:
            problems["outgoing"] = f"{unsent} messages wait to be sent"
        if not self.thinking_ready.is_set():
            problems["classifier"] = "is getting ready; messages wait their turn"
        if not self.intake.connected:
            problems["telegram"] = "does not answer"
        return problems
