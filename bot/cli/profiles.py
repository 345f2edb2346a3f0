"""`triage profile`: what history says of one customer, or of everybody."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console

from bot.cli.complaints import FAILED, FINE, WRONG_USAGE, complain
from bot.cli.opening import opened
from bot.cli.profile import profile_json, profile_table
from bot.cli.progress import progress
from bot.settings import Settings, load_settings
from bot.shop.shopfile import Shop, load_shop
from bot.statistics import look_over
from bot.storage.engine import Database
from bot.storage.people import History, all_histories, count_people, find_people, histories
from classifier.history.orders import ShopStatistics
from classifier.history.profile import Profile, build_profile


@dataclass(frozen=True, slots=True)
class Judge:
    """What turns histories into profiles at one moment."""

    shop: Shop
    statistics: ShopStatistics
    now: datetime

    def profile(self, history: History) -> Profile:
        return build_profile(
            history.orders,
            history.engagement,
            self.statistics,
            self.now,
            rules=self.shop.history,
            service=history.service,
        )

    def json(self, history: History) -> str:
        """Write a profile as one line."""
        known = {"id": history.customer.id, "name": name_of(history)}
        return json.dumps(profile_json(known, self.profile(history), self.shop.personas), ensure_ascii=False)


def show_profiles(customer: str | None, *, everybody: bool, jsonl: bool, now: datetime | None) -> int:
    """Show one profile or all; returns the exit code."""
    if (customer is None) is not everybody or (everybody and not jsonl):
        complain("name a customer (`triage profile anna@example.org`), or ask for `--all --jsonl`")
        return WRONG_USAGE
    settings = load_settings()
    at = (now.replace(tzinfo=now.tzinfo or settings.zone) if now else datetime.now(UTC)).astimezone(UTC)
    return asyncio.run(_show_all(settings, at) if customer is None else _show_one(settings, customer, at, jsonl=jsonl))


async def _show_one(settings: Settings, asked: str, now: datetime, *, jsonl: bool) -> int:
    async with _opened(settings, now) as (database, judge):
        async with database.reading() as session:
            ids = await find_people(session, asked)
            found = await histories(session, ids, now)
        if len(found) != 1:
            complain(_nobody(asked) if not found else _several(asked, found))
            return FAILED
        if found[0].customer.no_profile:
            complain(f"{asked!r} wants no profile, so none is worked out")
            return FAILED
        if jsonl:
            print(judge.json(found[0]))  # noqa: T201 - the command's output
        else:
            title = f"customer {found[0].customer.id}: {name_of(found[0]) or 'no name'}"
            Console().print(profile_table(judge.profile(found[0]), title=title, personas=judge.shop.personas))
        return FINE


async def _show_all(settings: Settings, now: datetime) -> int:
    async with _opened(settings, now) as (database, judge), database.reading() as session:
        with progress("Reading histories", await count_people(session)) as advance:
            done = 0
            async for history in all_histories(session, now):
                if not history.customer.no_profile:
                    print(judge.json(history))  # noqa: T201 - the command's output
                done += 1
                advance(done)
        return FINE


@asynccontextmanager
async def _opened(settings: Settings, now: datetime) -> AsyncIterator[tuple[Database, Judge]]:
    shop = load_shop(settings.shop)
    async with opened(settings) as database:
        yield (
            database,
            Judge(shop, await database.aside(lambda session: look_over(session, shop, settings.zone, now)), now),
        )


def name_of(history: History) -> str | None:
    """Say a customer's name as far as it is known."""
    return " ".join(filter(None, (history.customer.first_name, history.customer.last_name))) or None


def _nobody(asked: str) -> str:
    return f"nobody is known by {asked!r}; give an e-mail, a phone, a Telegram id, the shop's id or our number"


def _several(asked: str, found: Sequence[History]) -> str:
    numbers = " or ".join(f"id:{each.customer.id}" for each in found)
    return f"{asked!r} names several customers; write {numbers}"
