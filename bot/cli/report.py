"""`triage report`: how the desk does, beside the stretch of time before."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta

from bot.cli.complaints import FINE
from bot.cli.opening import opened
from bot.desk.reportview import ReportView
from bot.report import Report
from bot.reporting import Reports
from bot.settings import Settings, load_settings
from bot.shop.shopfile import Shop, load_shop
from bot.wording import load_wording


def report(*, days: int, as_json: bool) -> int:
    """Print it; returns the exit code."""
    settings = load_settings()
    shop = load_shop(settings.shop)
    now, before = asyncio.run(_count(settings, shop, days))
    if as_json:
        said = json.dumps({"now": _plain(now), "before": _plain(before)}, ensure_ascii=False, indent=2)
    else:
        said = "\n".join(ReportView(load_wording(settings.language), shop.name)(now, before))
    print(said)  # noqa: T201 - the command's output
    return FINE


async def _count(settings: Settings, shop: Shop, days: int) -> tuple[Report, Report]:
    async with opened(settings) as database:
        return await Reports(database, shop, settings.zone)(datetime.now(UTC), days)


def _plain(value: object) -> object:
    """Spell figures as JSON; durations are seconds."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, date) else value
