"""`@bot refund` in any chat: replies for people of the desk, nothing for others."""

from aiogram import Router
from aiogram.types import InlineQuery

from bot.telegram.circle import OfTheDesk
from bot.telegram.inline import InlineReplies, nothing_for
from bot.telegram.work import Work


def build_router() -> Router:
    router = Router(name=__name__)
    router.inline_query(OfTheDesk())(find_replies)
    router.inline_query()(find_nothing)
    return router


async def find_replies(query: InlineQuery, inline_replies: InlineReplies, work: Work) -> None:
    """Offer what the shop would say."""
    work.inline = await inline_replies(query)


async def find_nothing(query: InlineQuery, work: Work) -> None:
    """Answer, or a stranger's Telegram goes on waiting."""
    work.inline = nothing_for(query)
