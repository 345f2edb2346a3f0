"""`triage check`: whether the bot could do its work, one line for each thing that must be right."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.cli.complaints import FAILED, FINE, repairable, sentences_of
from bot.cli.playbooks import served_by
from bot.cli.switches import switches_of
from bot.settings import OFFICIAL_API, Settings, load_settings
from bot.shop.shopfile import ShopError, load_shop
from bot.storage.backlog import count_by_state, set_aside_list
from bot.storage.engine import Database
from bot.storage.followups import count_pending
from bot.storage.migrate import head_revision, is_missing, require_current
from bot.storage.sending import outgoing_backlog
from bot.storage.tables.traffic import IntakeState
from playbooks.checks import ERROR, Served
from playbooks.checks import check as look_through
from playbooks.errors import PlaybookError
from playbooks.loader import Loaded, load
from playbooks.vocabulary import OFFERS, POLICIES

# As many set-aside updates as fit on a screen; the count says how many there are.
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check: what was looked at, its figures, and if it is not ok what to do."""

    what: str
    says: str
    ok: bool = True


def check() -> int:
    """Print every finding as it comes; returns the exit code."""
    return asyncio.run(_check(load_settings()))


async def _check(settings: Settings) -> int:
    code = FINE
    async for finding in findings(settings):
        print(f"{'ok' if finding.ok else 'NO'}  {finding.what}: {finding.says}")  # noqa: T201 - the command's output
        code = code if finding.ok else FAILED
    return code


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Look at one thing after the other; what is wrong with one keeps nobody from looking at the next."""
    for what, look in LOOKS.items():
        try:
            async for finding in look(settings):
                yield finding
        except repairable() as error:
            for sentence in sentences_of(error):
                yield Finding(what, sentence, ok=False)


async def _settings(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding("settings", f"time zone {settings.timezone}, desk in {settings.language}")


async def _token(settings: Settings) -> AsyncIterator[Finding]:
    settings.require_token()
    yield Finding("token", "is set")


async def _staff(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding("staff group", ", ".join(map(str, settings.require_staff_chats())))


async def _shop(settings: Settings) -> AsyncIterator[Finding]:
    shop = load_shop(settings.shop)
    source = settings.shop or "the defaults, since TRIAGE_SHOP is not set"
    yield Finding("shop", f"{shop.name}, {shop.currency}, languages {', '.join(shop.languages)} (from {source})")
    yield Finding("promises", _kept_apart(POLICIES, shop.policies))
    yield Finding("offers", _kept_apart(OFFERS, shop.offers))


def _kept_apart(known: Iterable[str], given: Mapping[str, object]) -> str:
    """Say what the shop set and replies may promise, and what they therefore never speak of."""
    there = ", ".join(name for name in known if name in given) or "none set"
    lacking = ", ".join(name for name in known if name not in given)
    return f"{there}; no reply speaks of {lacking}" if lacking else there


async def _playbooks(settings: Settings) -> AsyncIterator[Finding]:
    try:
        loaded = load(settings.playbooks)
    except PlaybookError as error:
        for sentence in error.problems:
            yield Finding("playbooks", sentence, ok=False)
        yield Finding("playbooks", "yours are not in force until that is mended; those that ship answer", ok=False)
        return
    says = f"{len(loaded.library.playbooks)} ready, {len(loaded.own)} of them written or changed by you"
    try:
        shop = load_shop(settings.shop)
    except ShopError:  # said under "shop"
        yield Finding("playbooks", says)
        return
    yield _looked_through(says, loaded, served_by(shop, settings))
    if shop.duty_phone is None:
        for finding in _duty(loaded):
            yield finding


def _duty(loaded: Loaded) -> Iterator[Finding]:
    """Say whose ladders call a phone that there is not; only what the shop wrote itself is a mistake."""
    calling = [playbook.name for playbook in loaded.library.playbooks if "duty" in playbook.asks]
    own = [name for name in calling if name in loaded.own]
    right = 'set duty_phone: "+31 20 555 0123" in shop.yaml'
    if own:
        says = f"{', '.join(own[:SHOWN])} call the duty phone and there is none; {right}, or change `to`"
        yield Finding("duty phone", says, ok=False)
    elif calling:
        yield Finding(
            "duty phone", f"none, so {', '.join(calling[:SHOWN])} call leads and owner only; {right} if you have one"
        )


def _looked_through(says: str, loaded: Loaded, served: Served) -> Finding:
    errors = sum(found.level == ERROR and found.playbook in loaded.own for found in look_through(loaded, served))
    return Finding(
        "playbooks", f"{says}; {errors} errors, see `triage playbooks check`" if errors else says, ok=not errors
    )


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if is_missing(settings.database):
        yield Finding("database", "none yet; the first `triage run` makes it")
        return
    await require_current(settings.database)
    yield Finding("database", f"answers, at revision {head_revision()}")
    database = Database(settings.database)
    try:
        async for finding in _work(database):
            yield finding
    finally:
        await database.close()


async def _work(database: Database) -> AsyncIterator[Finding]:
    """Tell what waits in the database, and what had to be given up."""
    async with database.reading() as session:
        states = await count_by_state(session)
        aside = await set_aside_list(session, SHOWN)
        unsent, reminders = await outgoing_backlog(session), await count_pending(session)
    waiting = states.get(IntakeState.WAITING, 0) + states.get(IntakeState.CLAIMED, 0)
    yield Finding("pending", f"{waiting} updates to work on, {unsent} messages to send, {reminders} reminders to come")
    count = states.get(IntakeState.ASIDE, 0)
    if not count:
        yield Finding("set aside", "no update had to be given up")
        return
    yield Finding("set aside", f"{count} updates could not be worked on, the newest first", ok=False)
    for one in aside:
        yield Finding(f"  update {one.update_id} ({one.kind})", one.error or "no reason was kept", ok=False)


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    if settings.bot_token is None:
        yield Finding("Telegram", "not asked, it needs the token", ok=False)
        return
    # Importing this takes seconds, so only where it is needed.
    from bot.telegram.connection import build_bot, check_staff_chats, greet_telegram

    bot = build_bot(settings.require_token(), settings.telegram_api)
    try:
        me = await greet_telegram(bot, settings.telegram_api)
        server = "" if settings.telegram_api == OFFICIAL_API else f" at {settings.telegram_api}"
        yield Finding("Telegram", f"answers{server}; we are @{me.username}")
        for name, says in switches_of(me, me.username):
            yield Finding(name, says)
        await check_staff_chats(bot, me, settings.staff_chat)
        private = sum(chat > 0 for chat in settings.staff_chat)
        says = f"the bot may manage topics in {len(settings.staff_chat) - private} staff groups"
        yield Finding("rights", f"{says} and in {private} private desks" if private else says)
        if private and me.allows_users_to_create_topics:
            yield Finding(
                "desks", "people may make topics with this bot, customers too; @BotFather can switch that off"
            )
    finally:
        await bot.session.close()


LOOKS: Final[Mapping[str, Callable[[Settings], AsyncIterator[Finding]]]] = {
    "settings": _settings,
    "token": _token,
    "staff group": _staff,
    "shop": _shop,
    "playbooks": _playbooks,
    "database": _database,
    "Telegram": _telegram,
}
