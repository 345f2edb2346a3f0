"""`triage link-token`: the token that the shop's account page would put into a customer's link to the chat."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.cli.complaints import FAILED, FINE, complain
from bot.cli.opening import opened
from bot.settings import Settings, SettingsError, load_settings
from bot.shop.tokens import make_token
from bot.storage.link_people import shop_ids_of
from bot.storage.people import find_people


def print_token(customer: str, *, minutes: int) -> int:
    """Print a token that is good for so many minutes; returns the exit code."""
    settings = load_settings()
    if settings.shop_secret is None:
        raise SettingsError("TRIAGE_SHOP_SECRET is not set: write the secret that your account page signs with")
    found = asyncio.run(_shop_ids(settings, customer))
    if len(found) != 1:
        complain(_which(customer, found))
        return FAILED
    expires = datetime.now(UTC) + timedelta(minutes=minutes)
    try:
        token = make_token(found[0], expires, settings.shop_secret.get_secret_value())
    except ValueError as error:
        complain(str(error))
        return FAILED
    print(token)  # noqa: T201 - the command's output
    return FINE


async def _shop_ids(settings: Settings, customer: str) -> list[str]:
    async with opened(settings) as database, database.reading() as session:
        return await shop_ids_of(session, await find_people(session, customer))


def _which(customer: str, found: list[str]) -> str:
    if found:
        return f"{customer!r} names several accounts of the shop; write one of {', '.join(found)}"
    return f"no account of the shop is known by {customer!r}; give the shop's number of a customer who has ordered"
