"""Puts the Telegram side together: dispatcher, worker, sender, intake."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError

from bot.clocks import Clocks
from bot.desk.desks import Desks
from bot.desk.playbooksview import PlaybooksView
from bot.desk.shopview import ShopView
from bot.metrics import Metrics
from bot.settings import Settings
from bot.shop.shopfile import Shop
from bot.storage.engine import Database
from bot.storage.leases import Held, new_holder
from bot.telegram.amending import Amending
from bot.telegram.answering import react
from bot.telegram.cards import CardRenderer
from bot.telegram.channels import serve_channels
from bot.telegram.copying import Copying
from bot.telegram.customer_topics import CustomerTopics
from bot.telegram.desk import Desk
from bot.telegram.deskwatch import DeskWatch
from bot.telegram.exporter import Exporter
from bot.telegram.following import follow_moves, route
from bot.telegram.glances import Glances
from bot.telegram.incident_desk import IncidentDesk
from bot.telegram.intake import Intake
from bot.telegram.knowing import serve_knowing
from bot.telegram.limits import Budgets
from bot.telegram.notes import NoteRenderer
from bot.telegram.recording import Recorder
from bot.telegram.sender import Sender
from bot.telegram.sending import Saying
from bot.telegram.shopteller import ShopTeller
from bot.telegram.team import Team
from bot.telegram.topics import Topics
from bot.telegram.worker import Worker
from bot.triage import Triage
from bot.wording import load_wording


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that run, built but not started."""

    holder: str
    dispatcher: Dispatcher
    allowed: tuple[str, ...]
    intake: Intake
    worker: Worker
    sender: Sender
    metrics: Metrics

    def leases_changed(self, held: dict[str, Held]) -> None:
        """Poll and send only while the lease for it is ours."""
        self.sender.held = held.get("sender")
        _switch(self.sender.lease, on="sender" in held)
        _switch(self.intake.may_poll, on="poller" in held)


def assemble(
    settings: Settings,
    shop: Shop,
    database: Database,
    clocks: Clocks,
    bot: Bot,
    triage: Triage,
) -> Parts:
    """Build every part of the Telegram side."""
    words, zone, holder = load_wording(settings.language), settings.zone, new_holder()
    desk = Desk(clocks, shop, zone, words, settings.heads, settings.shop_secret, settings.owners)
    dispatcher = Dispatcher(disable_fsm=True)
    chats, desks = triage.staff_chats, Desks(triage.staff_chats, settings.heads, clocks)
    route(dispatcher, settings, chats)
    follow_moves(dispatcher, settings, chats, database)
    dispatcher["desks"] = desks
    dispatcher["desk"] = desk
    dispatcher["topics"] = Topics(database, desk)
    dispatcher["incident_desk"] = IncidentDesk(database, desk, chats)
    dispatcher["team"] = Team(database, desk)
    dispatcher["triage"] = triage
    dispatcher["playbooks_view"] = PlaybooksView(database, triage.premises.shelf, words)
    serve_channels(dispatcher, settings, bot, desk, triage)
    allowed = tuple(dispatcher.resolve_used_update_types())
    wake_sender = asyncio.Event()
    sender = build_sender(settings, database, clocks, bot, wake_sender)
    view = ShopView(settings.database, shop, zone, words)
    dispatcher["shop_teller"] = ShopTeller(database, desk, view, Glances(bot, sender.budgets))
    dispatcher["exporter"] = Exporter(bot, database, desk, sender.budgets)
    serve_knowing(dispatcher, settings, bot, desk, triage, sender.budgets)
    worker = Worker(database, clocks, dispatcher, bot, words, holder, wake_sender, handled=frozenset(allowed))
    worker.metrics = sender.metrics = triage.metrics
    sender.recorder.watch = DeskWatch(desks)
    intake = Intake(
        database=database,
        clocks=clocks,
        address=f"{settings.telegram_api}/bot{bot.token}",
        bot_id=bot.id,
        staff_chats=chats,
        allowed=allowed,
        wake=worker.wake.set,
        may_poll=asyncio.Event(),
        metrics=triage.metrics,
    )
    return Parts(holder, dispatcher, allowed, intake, worker, sender, triage.metrics)


def build_sender(settings: Settings, database: Database, clocks: Clocks, bot: Bot, wake: asyncio.Event) -> Sender:
    """Build what says the rows to Telegram."""
    words, zone = load_wording(settings.language), settings.zone
    cards = CardRenderer(words, zone)
    saying = Saying(
        bot=bot,
        database=database,
        cards=cards,
        topics=CustomerTopics(bot, database, cards),
        notes=NoteRenderer(database, words, zone, clocks.business),
        business=clocks.business,
        copying=Copying(bot, database, words),
        amending=Amending(bot, database),
    )
    return Sender(
        database=database,
        clocks=clocks,
        saying=saying,
        recorder=Recorder(database, clocks, partial(_react, bot), wake),
        budgets=Budgets(time.monotonic, pacing=settings.limits == "on"),
        wake=wake,
        lease=asyncio.Event(),
    )


async def _react(bot: Bot, chat_id: int, message_id: int, emoji: str) -> None:
    try:
        await react(bot, chat_id, message_id, emoji)
    except TelegramAPIError:
        return  # best effort: the card says the same


def _switch(event: asyncio.Event, *, on: bool) -> None:
    if on:
        event.set()
    else:
        event.clear()
