"""Reads what comes from the chats of the shop's own accounts: whose account, who wrote, and what becomes of it."""

from dataclasses import dataclass, replace
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetBusinessConnection
from aiogram.types import BusinessConnection, Message, User

from bot.desk.accounts import note_account
from bot.desk.byhand import ByHand, change_by_hand, note_by_hand
from bot.desk.linking import Linking
from bot.storage.channels import AccountTold, find_account, may_in
from bot.storage.engine import Database
from bot.telegram.circle import Circle
from bot.telegram.desk import Desk
from bot.telegram.reading import actor_of, incoming_of
from bot.telegram.work import Work
from bot.triage import Triage


@dataclass(frozen=True, slots=True)
class Accounts:
    """Knows the accounts; one that the bot was let into before it listened is asked for at Telegram, once.

    What is said in the chats of an account that no lead let in is none of our business, and is not kept.
    """

    bot: Bot
    database: Database
    desk: Desk
    triage: Triage
    circle: Circle

    async def message(self, message: Message, sender: User, work: Work) -> None:
        """Triage a customer's message; keep the owner's as our reply; what agents and bots write is neither."""
        told = await self._find(message.business_connection_id or "", sender, work)
        if told is None or (message.sender_business_bot and message.sender_business_bot.id == self.bot.id):
            return
        said = replace(incoming_of(message, sender, work.received_at), account=told.name)
        if sender.id == told.user_id:
            words = ByHand(said, itself=bool(message.is_from_offline))
            work.add(partial(note_by_hand, action=self.desk.action(actor_of(sender)), words=words))
        elif sender.id == message.chat.id and not sender.is_bot and not await self.circle.knows(sender.id):
            work.effects += await Linking(self.triage).by_words(said)

    async def edited(self, message: Message, sender: User, work: Work) -> None:
        """Keep new words beside the old: a customer's are judged again, the owner's are not."""
        told = await self._find(message.business_connection_id or "", sender, work)
        if told is None:
            return
        said = replace(incoming_of(message, sender, work.received_at), account=told.name)
        if sender.id == told.user_id:
            work.add(partial(change_by_hand, action=self.desk.action(actor_of(sender)), said=said))
        elif sender.id == message.chat.id and not sender.is_bot and not await self.circle.knows(sender.id):
            work.add(await self.triage.edited(said))

    async def _find(self, connection: str, sender: User, work: Work) -> AccountTold | None:
        async with self.database.reading() as session:
            known = await find_account(session, connection)
            ours = known is not None and await may_in(session, known.user_id, self.desk.leads)
        if known is not None:
            told = AccountTold(
                known.connection, known.user_id, known.chat_id, known.name, known.can_reply, known.enabled, known.since
            )
            return told if ours else None
        # Without it nobody could tell a customer's words from the owner's. It fails: the update is tried again.
        try:
            told = account_of(await self.bot(GetBusinessConnection(business_connection_id=connection)))
        except TelegramBadRequest:
            return None  # Telegram knows no such connection: the update is forged, or older than its end
        action, chats = self.desk.action(actor_of(sender)), self.triage.staff_chats
        work.add(partial(note_account, action=action, told=told, staff_chats=chats))
        async with self.database.reading() as session:
            return told if await may_in(session, told.user_id, self.desk.leads) else None


def account_of(connection: BusinessConnection) -> AccountTold:
    """Read a connection; a bot of before rights were told apart heard only whether it may reply."""
    rights = connection.rights
    can_reply = rights.can_reply if rights is not None else connection.can_reply
    return AccountTold(
        connection=connection.id,
        user_id=connection.user.id,
        chat_id=connection.user_chat_id,
        name=connection.user.full_name or str(connection.user.id),
        can_reply=bool(can_reply),
        enabled=connection.is_enabled,
        since=connection.date,
    )
