"""Builds every part, starts them and stops them: the one place that knows them all."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot, Dispatcher
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.chosen import fixed_by, shop_under, with_chosen
from bot.clocks import Clocks
from bot.followups import FollowUps
from bot.keeping import Keeping
from bot.leasing import Leasing
from bot.metrics import Metrics
from bot.plainwords import plain_words
from bot.readying import begin_thinking, load_premises
from bot.restarting import load_choices, watch_choices
from bot.rounds import Means, rounds
from bot.settings import Settings, SettingsError
from bot.shelf import ShelfKeeping
from bot.shop.shopfile import Shop, load_shop
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.telegram.assembly import Parts, assemble
from bot.telegram.commands import offer_commands
from bot.telegram.connection import build_bot, greet_telegram
from bot.telegram.desks import find_desks
from bot.telegram.foundingparts import build_walk, own_folder
from bot.telegram.intake import Intake
from bot.telegram.settingup import SettingUp
from bot.telegram.webhook import build_webhook, register_webhook, webhook_off
from bot.thinking.spawning import Spawned
from bot.ticking import every
from bot.triage import Triage
from bot.web.metrics import MetricsPage, ShopCounts
from bot.web.readiness import Readiness
from bot.web.server import build_web
from bot.web.shop import ShopDoors
from classifier.classifier import Classifier
from classifier.identify import identify

logger = logging.getLogger(__name__)

# Reminders are promised to the minute; a second is exact enough and costs one small question.
TICK_SECONDS = 1
# What an import made stale should be right by the time somebody has read its report.
KEEP_SECONDS = 20
# Who saves a playbook and turns to the chat finds it in force; a look costs a millisecond.
SHELF_SECONDS = 5
# SQLite and the network let go of the interpreter at every call, and with Python's 5 ms each call then
# waits that long for the classification thread.
SWITCH_SECONDS = 0.002
# An answer takes milliseconds; who reads one slower than this at a stop does not get the end of it.
LAST_ANSWERS_SECONDS = 2.0


@dataclass(slots=True)
class App:
    """A running bot."""

    settings: Settings
    database: Database
    parts: Parts
    bot: Bot
    dispatcher: Dispatcher
    leasing: Leasing
    scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))
    address: str = ""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def wait(self) -> None:
        """Run until a part ends; a part only ends by an error, which is raised."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def running(
    settings: Settings,
    clocks: Clocks | None = None,
    *,
    classifier: Classifier | None = None,
    early: Spawned | None = None,
) -> AsyncIterator[App]:
    """Start everything, in the order in which it is needed; stop it in the other.

    A `classifier` that is warm already may be handed in, or a thinking process that was started `early`; otherwise
    what thinks is made ready here.
    """
    clocks = clocks or Clocks()
    sys.setswitchinterval(SWITCH_SECONDS)
    token = settings.require_token()
    settings.require_one_shop()
    await migrate(settings.database)
    chosen, fixed = await load_choices(settings.database), fixed_by(settings)
    settings = with_chosen(settings, chosen)
    staff_chats, shop = settings.require_staff_chats(), load_shop(settings.shop, shop_under(chosen))
    database = Database(settings.database)
    bot = build_bot(token, settings.telegram_api)
    thinker = begin_thinking(settings, shop, classifier=classifier, early=early)
    try:
        me = await greet_telegram(bot, settings.telegram_api)
        chats = await find_desks(bot, me, database, staff_chats, shop.groups)
        settings = settings.model_copy(update={"staff_chat": chats.now()})
        premises = await load_premises(settings, shop, database, clocks)
        thinker.take(premises)
        triage = Triage(
            database, premises, thinker, clocks, chats, tuple(settings.heads), Metrics(), owners=settings.owners
        )
        parts = assemble(settings, shop, database, clocks, bot, triage)
        walk = build_walk(settings, shop, fixed, me.username or "")
        parts.dispatcher["setting_up"] = SettingUp(
            walk, database, clocks, own_folder(settings), lambda text: identify(text).lang
        )
        async with _started(settings, database, clocks, parts, bot, thinker.ready) as app:
            _look_after(app, shop, triage)
            app.tasks.append(asyncio.create_task(watch_choices(database, chosen)))
            yield app
    finally:
        await bot.session.close()
        await thinker.stop()
        await database.close()


def _look_after(app: App, shop: Shop, triage: Triage) -> None:
    """Set the clock to what it does beside follow-ups, and begin what nobody waits for."""
    settings, database, clocks = app.settings, app.database, triage.clocks
    hours, measures = triage.premises.usual.hours, triage.premises.measures
    keeping = Keeping(database, clocks, shop, settings.zone, measures, hours, triage.leads, metrics=triage.metrics)
    shelf_keeping = ShelfKeeping(triage.premises.shelf, database, clocks, triage.staff_chats, triage.leads)
    every(app.scheduler, KEEP_SECONDS, keeping, "the shop is not measured")
    every(app.scheduler, SHELF_SECONDS, shelf_keeping, "the folder of playbooks is not looked at")
    means = Means(settings, shop, database, clocks, triage, wake=app.parts.sender.wake.set)
    for one in rounds(means):
        every(app.scheduler, one.seconds, one.waking(means.wake), one.complaint)
    desks = (*settings.staff_chat, *settings.agents, *settings.heads)
    app.scheduler.add_job(offer_commands, args=(app.bot, desks, settings.language), misfire_grace_time=None)
    # Else the first changed reply would wait for them inside its write.
    app.scheduler.add_job(plain_words, misfire_grace_time=None)


@asynccontextmanager
async def _started(
    settings: Settings,
    database: Database,
    clocks: Clocks,
    parts: Parts,
    bot: Bot,
    thinking_ready: asyncio.Event,
) -> AsyncIterator[App]:
    leasing = Leasing(database, clocks, parts.holder, metrics=parts.metrics)
    await leasing.clear_dead()
    follow_ups = FollowUps(database, clocks, tuple(settings.heads), parts.metrics)
    await follow_ups.move_to(settings.zone)
    app = App(settings, database, parts, bot, parts.dispatcher, leasing)
    intake = parts.intake
    readiness = Readiness(database, intake, leasing, thinking_ready)
    runner = await _serve(app, intake, readiness, _addresses(app, clocks))

    async def work() -> None:
        # Claimed before, an update would wait in hand, and a kill meanwhile would count against it.
        await thinking_ready.wait()
        await parts.worker.run()

    loops: list[Callable[[], Coroutine[Any, Any, None]]] = [work, parts.sender.run, leasing.run]
    if settings.webhook_url is None:
        await webhook_off(bot)
        loops.append(intake.run)
    else:
        await register_webhook(bot, settings, parts.allowed)
    leasing.changed = parts.leases_changed
    app.tasks = [asyncio.create_task(loop()) for loop in loops]

    async def tick() -> None:
        if await follow_ups():
            parts.sender.wake.set()

    every(app.scheduler, TICK_SECONDS, tick, "follow-ups are not looked at")
    app.scheduler.start()
    try:
        yield app
    finally:
        app.scheduler.shutdown(wait=False)
        await _stop(app, parts, runner)


def _addresses(app: App, clocks: Clocks) -> list[web.RouteDef]:
    """List the addresses beside health and webhook: the shop's, and the figures."""
    doors, metrics = ShopDoors.of(app.settings, app.database, clocks), app.parts.metrics
    metrics.registry.register(ShopCounts(doors.counts))
    return [*doors.routes(), web.get("/metrics", MetricsPage(metrics, app.database).answer)]


async def _serve(app: App, intake: Intake, readiness: Readiness, routes: list[web.RouteDef]) -> web.AppRunner:
    settings = app.settings
    webhook = build_webhook(settings, intake) if settings.webhook_url else None
    application = build_web(readiness, webhook, routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=LAST_ANSWERS_SECONDS)
    await runner.setup()
    site = web.TCPSite(runner, settings.http_host, settings.http_port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise SettingsError(
            f"TRIAGE_HTTP_PORT: {settings.http_host}:{settings.http_port} is taken ({error.strerror}); choose another port"
        ) from error
    host, port = runner.addresses[0][:2]
    app.address = f"http://{host}:{port}"
    return runner


async def _stop(app: App, parts: Parts, runner: web.AppRunner) -> None:
    """Take nothing new, let what is under way end, give the leases back."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    logger.info("stopping: nothing new is taken, what is under way ends first")
    await runner.cleanup()
    for task in app.tasks:
        task.cancel()
    await asyncio.gather(*app.tasks, return_exceptions=True)
    for stop in (parts.worker.stop, parts.sender.stop, app.leasing.give_back):
        try:
            await stop()
        except Exception:  # the rest must be stopped too
            logger.exception("stopping")
    logger.info("stopped in %.1f seconds; what waits stays stored for the next start", loop.time() - began)
