"""Buttons that customers press in their private chat: the question for a rating, and nothing else."""

from collections.abc import Collection
from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery, User

from bot.desk.rating import Tap, give_reason, rate
from bot.telegram.callbacks import Press, unpack
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.work import Work


def build_router(listed: Collection[int]) -> Router:
    """Build the two presses; whoever works at the desk is no customer here, and other data is left to the next router."""
    router = Router(name=__name__)
    private = When((F.message.chat.type == "private") & ~F.from_user.id.in_(set(listed)))
    known, sender = When(F.data.func(unpack).as_("press")), When(F.from_user.as_("sender"))
    for action, handle in (("rate", take_score), ("because", take_reason)):
        router.callback_query(private, When(F.data.split(":")[1] == action), known, sender)(handle)
    return router


async def take_score(query: CallbackQuery, press: Press, sender: User, desk: Desk, work: Work) -> None:
    """Keep a face; the message itself goes on, so the tap is answered without words."""
    work.callback_id = query.id
    work.add(partial(rate, tap=_tap(press, sender, desk), score=press.numbers[1]))


async def take_reason(query: CallbackQuery, press: Press, sender: User, desk: Desk, work: Work) -> None:
    """Keep a reason."""
    work.callback_id = query.id
    work.add(partial(give_reason, tap=_tap(press, sender, desk), reason=press.words[0]))


def _tap(press: Press, sender: User, desk: Desk) -> Tap:
    return Tap(sender.id, press.numbers[0], desk.clocks.business(), desk.clocks.machine())
