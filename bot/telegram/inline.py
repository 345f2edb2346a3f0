"""Answers what an agent types behind the bot's name in any chat: replies to choose from, or nothing."""

import asyncio
from dataclasses import dataclass
from typing import Final

from aiogram.types import InlineQuery, InlineQueryResultArticle, InlineQueryResultUnion, InputTextMessageContent

from bot.clocks import Clocks
from bot.replysearch import Found, ReplySearch
from bot.telegram.work import InlineAnswer
from bot.wording import Wording
from playbooks.signing import signed

# A playbook that changed should be found soon; who types on gets an answer from Telegram's own memory meanwhile.
CACHE_SECONDS: Final = 30
# As much of a text as a line below a title shows.
SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class InlineReplies:
    """Searches, off the event loop, and writes what is found as results."""

    search: ReplySearch
    words: Wording
    clocks: Clocks

    async def __call__(self, query: InlineQuery) -> InlineAnswer:
        """Answer somebody of the desk."""
        found = await asyncio.to_thread(self.search, query.query, self.clocks.business())
        results: list[InlineQueryResultUnion] = [self._result(one, query.from_user.full_name) for one in found]
        return InlineAnswer(query.id, results, CACHE_SECONDS)

    def _result(self, found: Found, name: str) -> InlineQueryResultArticle:
        text = signed(found.text, name)
        gaps = self.words("inline_gaps", count=found.gaps) + " " if found.gaps else ""
        return InlineQueryResultArticle(
            id=found.id,
            title=f"{found.name.capitalize()} · {self.words(f'b_{found.tone}')} · {found.lang.upper()}",
            description=(gaps + text)[:SHOWN],
            input_message_content=InputTextMessageContent(message_text=text),
        )


def nothing_for(query: InlineQuery) -> InlineAnswer:
    """Answer a stranger: nothing, and not that there would be anything."""
    return InlineAnswer(query.id, [], CACHE_SECONDS)
