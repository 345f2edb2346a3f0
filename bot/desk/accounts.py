"""The shop's own accounts come and go: conversations in their chats say whether they can be answered."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.roles import Power, may
from bot.storage.alerts import ask_staff, tell_people
from bot.storage.audit import record
from bot.storage.channels import PASSABLE, AccountTold, find_account, let_in, may_in, open_in, save_account, why_closed
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.tables.channels import BusinessAccount
from bot.storage.tables.conversations import Conversation
from bot.storage.team import heads


async def note_account(
    session: AsyncSession, *, action: Action, told: AccountTold, staff_chats: Sequence[int] = ()
) -> None:
    """Keep what an account lets us do; where that changed, say so to the leads and in every open conversation there.

    Anybody can connect any bot to their account, and their friends are no customers: leads are asked about it first.
    """
    known = await find_account(session, told.connection)
    is_news = told.enabled and (known is None or not known.enabled)
    before, now = await save_account(session, told, action.now)
    if not await may_in(session, told.user_id, action.leads):
        if is_news:
            await _ask(session, action, told, staff_chats)
        return
    if before == now:
        return
    state = _state(told.can_reply, told.enabled)
    record(session, f"business_{state}", action.now)
    content = {"key": f"business_{state}", "values": {"account": told.name}}
    await tell_people(session, action.leads, machine_now=action.machine_now, content=content)
    note = {"key": f"business_{state}_here", "values": {"account": told.name}}
    for conversation in await open_in(session, told.connection):
        await queue_note(session, conversation, note, action.machine_now)


async def let_account_in(session: AsyncSession, *, action: Action, account_id: int) -> Answer:
    """Have the chats of an account come to the desk: a lead says that it is the shop's own."""
    account = await session.get(BusinessAccount, account_id)
    if account is None:
        return answer("expired", alert=True)
    if not await may(session, action, Power.LET_IN):
        return answer("business_leads_only", alert=True)
    if await may_in(session, account.user_id, action.leads):
        return answer("business_in_already", alert=True)
    await let_in(session, account.user_id, action.now, action.actor.telegram_id)
    record(session, "business_let_in", action.now, agent_id=(await agent_of(session, action)).id)
    content = {"key": f"business_{_state(account.can_reply, account.enabled)}", "values": {"account": account.name}}
    await tell_people(session, action.leads, machine_now=action.machine_now, content=content)
    return answer("business_let_in")


async def _ask(session: AsyncSession, action: Action, told: AccountTold, staff_chats: Sequence[int]) -> None:
    """Ask the leads, or the desks where nobody leads."""
    account = await find_account(session, told.connection)
    buttons = [["account_in", f"account_in:{account.id}"]] if account else []
    content = {"key": "business_asks", "values": {"account": told.name}, "buttons": buttons}
    record(session, "business_asks", action.now)
    people = await heads(session, action.leads)
    if people:
        await tell_people(session, people, machine_now=action.machine_now, content=content)
    else:
        await ask_staff(session, staff_chats, machine_now=action.machine_now, content=content)


def _state(can_reply: bool, enabled: bool) -> str:  # noqa: FBT001 - as Telegram tells them
    return ("on" if can_reply else "silent") if enabled else "off"


async def closed_answer(
    session: AsyncSession, conversation: Conversation, action: Action, kind: str = "text"
) -> Answer | None:
    """Tell why nothing, or not this kind of message, can be said in a conversation; None where it can."""
    closed = await why_closed(session, conversation, action.now)
    if closed is None and conversation.connection and kind not in PASSABLE:
        closed = "business_kind"
    return answer(closed, alert=True) if closed else None


async def tell_unsent(session: AsyncSession, conversation: Conversation, action: Action, why: str, text: str) -> None:
    """Say in the topic that an agent's own words were not sent, and why: nobody must believe that they were."""
    content = {"key": why, "quote": text[:1000]}
    await queue_note(session, conversation, content, action.machine_now)
