"""Carries a press into the work: what it changes, and the menu that opens at once."""

from functools import partial

from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Actor
from bot.storage.cardview import load_card
from bot.storage.effects import Answer, Effect, answer
from bot.storage.suggestions import newest_of_turn
from bot.storage.tables.conversations import Conversation
from bot.storage.team import on_shift
from bot.telegram.callbacks import Press
from bot.telegram.checklist import rung_menu
from bot.telegram.desk import Desk
from bot.telegram.keyboards import agents_menu, card_keyboard
from bot.telegram.work import Menu, Work

# Presses after which a menu has done its work and the card's own buttons come back.
_CLOSES_MENU = frozenset({"spam", "give", "in", "morning", "fix", "sure", "close", "details", "take", "link", "nap"})


def press_button(query: CallbackQuery, press: Press, actor: Actor, desk: Desk, work: Work) -> None:
    """Fill the work with what a button asks for."""
    work.callback_id = query.id
    if query.message is None:
        work.say(answer("expired", alert=True))
        return
    place = (query.message.chat.id, query.message.message_id)
    if press.action == "own":
        work.say(answer("remind_hint", alert=True))
    if press.action == "escalate":
        work.add(partial(_offer_rungs, press=press, desk=desk, work=work, place=place))
        return
    if press.action == "assign":
        work.add(partial(_offer_agents, press=press, desk=desk, work=work, place=place))
        return
    menu, effect = desk.menu_of(press), desk.effect_of(press, actor)
    if menu is not None:
        work.menu = Menu(*place, menu)
    if effect is not None:
        work.add(partial(_do, effect=effect, press=press, desk=desk, work=work, place=place))
    if menu is None and (press.action == "menu" or press.action in _CLOSES_MENU):
        work.add(partial(_restore, press=press, desk=desk, work=work, place=place))
    elif menu is None and effect is None and press.action != "own":
        work.say(answer("expired", alert=True))


async def _do(
    session: AsyncSession, *, effect: Effect, press: Press, desk: Desk, work: Work, place: tuple[int, int]
) -> Answer | None:
    """Do the deed; where it asks for a second tap, show the button for it."""
    told = await effect(session)
    second = desk.second_tap(press, told.key) if told else None
    if second is not None:
        work.menu = Menu(*place, second)
    return told


async def _offer_rungs(
    session: AsyncSession, *, press: Press, desk: Desk, work: Work, place: tuple[int, int]
) -> Answer | None:
    """Show to whom the case can go; the card of an earlier turn offers nobody."""
    conversation = await session.get(Conversation, press.numbers[0])
    found = await newest_of_turn(session, press.numbers[0], press.numbers[1])
    if conversation is None or found is None or conversation.turn != press.numbers[1]:
        return answer("card_is_old", alert=True)
    rungs = rung_menu(await load_card(session, press.numbers[0], press.numbers[1]), desk.words)
    if rungs is None:
        return answer("ladder_climbed", alert=True)
    work.menu = Menu(*place, rungs)
    return None


async def _offer_agents(
    session: AsyncSession, *, press: Press, desk: Desk, work: Work, place: tuple[int, int]
) -> Answer | None:
    """Show who is on shift, to be given the case."""
    present = await on_shift(session)
    if not present:
        return answer("nobody_on_shift", alert=True)
    ids = (press.numbers[0], press.numbers[1])
    work.menu = Menu(*place, agents_menu(ids, [(agent.id or 0, agent.name) for agent in present], desk.words))
    return None


async def _restore(
    session: AsyncSession, *, press: Press, desk: Desk, work: Work, place: tuple[int, int]
) -> Answer | None:
    """Put the card's own buttons back, as they are after the deed; unless it asked for a second tap."""
    if await newest_of_turn(session, press.numbers[0], press.numbers[1]) is None:
        return answer("expired", alert=True)
    if work.menu is None:
        view = await load_card(session, press.numbers[0], press.numbers[1])
        kept: InlineKeyboardMarkup | None = card_keyboard(view, desk.words)
        work.menu = Menu(*place, kept)
    return None
