"""The chats of the shop's own accounts: connections, messages, edits and deletions there."""

from functools import partial

from aiogram import F, Router
from aiogram.types import BusinessConnection, BusinessMessagesDeleted, Message, User

from bot.desk.accounts import note_account
from bot.desk.action import Actor
from bot.desk.byhand import note_deleted
from bot.telegram.accounts import Accounts, account_of
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.kinds import CONTENT
from bot.telegram.reading import actor_of
from bot.telegram.work import Work
from bot.triage import Triage


def build_router() -> Router:
    router = Router(name=__name__)
    content, sender = When(F.content_type.in_(CONTENT)), When(F.from_user.as_("sender"))
    router.business_connection()(account_changed)
    router.business_message(content, sender)(take_message)
    router.edited_business_message(content, sender)(take_edit)
    router.deleted_business_messages()(take_deletion)
    return router


async def account_changed(event: BusinessConnection, desk: Desk, triage: Triage, work: Work) -> None:
    """Keep what an account lets us do now."""
    action, told = desk.action(actor_of(event.user)), account_of(event)
    work.add(partial(note_account, action=action, told=told, staff_chats=triage.staff_chats))


async def take_message(message: Message, sender: User, accounts: Accounts, work: Work) -> None:
    """A customer writes to the account, or its owner answers by hand."""
    await accounts.message(message, sender, work)


async def take_edit(message: Message, sender: User, accounts: Accounts, work: Work) -> None:
    """Either changes a message."""
    await accounts.edited(message, sender, work)


async def take_deletion(event: BusinessMessagesDeleted, desk: Desk, work: Work) -> None:
    """Either deletes messages; the desk keeps the words, marked."""
    place, action = (event.business_connection_id, event.chat.id), desk.action(Actor(event.chat.id, ""))
    work.add(partial(note_deleted, action=action, place=place, numbers=event.message_ids))
