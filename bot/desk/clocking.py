"""What a word of ours does to promises: clocks are met, danger is taken, a question of ours begins to wait."""

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action
from bot.storage import clocks, customer_waits
from bot.storage.conversations import waiting_again
from bot.storage.pages import claim_pages
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent

# A question at the end, also above a signature of a word or three.
_QUESTION: Final = re.compile(r"[?？]\s*(?:\n+\s*[^\n?]{1,40})?\s*$")


def asks(text: str) -> bool:
    r"""Tell whether words end by asking something.

    >>> asks("Which colour is it?"), asks("It is on its way."), asks("Which one?\nOlga")
    (True, False, True)
    """
    return _QUESTION.search(text) is not None


async def after_reply(
    session: AsyncSession, conversation: Conversation, agent: Agent, action: Action, content: Mapping[str, Any]
) -> None:
    """Do to clocks, pages and questions what a reply does; `content` is that of its row."""
    number, now = conversation.id or 0, action.now
    await clocks.answered(session, number, now)
    await claim_pages(session, conversation, agent, now, action.machine_now)
    if asks(content["text"]):
        await we_asked(session, conversation, action)
    elif waiting_again(content):  # a word added to a question takes nothing of it back
        await customer_waits.end(session, number, conversation.turn, now, "no_longer")


async def we_asked(session: AsyncSession, conversation: Conversation, action: Action) -> None:
    """The next word is the customer's: note since when. In an account's chat nobody is reminded automatically."""
    if conversation.connection:
        return
    await customer_waits.begin(session, conversation, action.now, action.shop.service)
