"""Webhook mode: Telegram brings the updates, and is answered when they are stored."""

import secrets
from collections.abc import Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.settings import Settings, SettingsError
from bot.storage.intake import Update
from bot.telegram.intake import Intake
from bot.telegram.lines import read_json, read_update, unreadable_body
from bot.web.server import LARGEST_BODY, Webhook

PATH = "/telegram"


def build_webhook(settings: Settings, intake: Intake) -> Webhook:
    """Build the webhook's HTTP side."""

    def read(body: bytes) -> Update:
        if len(body) > LARGEST_BODY:
            return unreadable_body(body, f"the update is huge: over {LARGEST_BODY} bytes")
        try:
            element = read_json(body)
        except ValueError as error:
            return unreadable_body(body, f"the update is no JSON: {error}")
        return read_update(element, intake.staff_chats)

    return Webhook(PATH, require_secret(settings), read, intake.store)


async def register_webhook(bot: Bot, settings: Settings, allowed: Sequence[str]) -> None:
    """Tell Telegram where to bring updates; raises `SettingsError` where it will not."""
    try:
        await bot.set_webhook(
            f"{settings.webhook_url}{PATH}", secret_token=require_secret(settings), allowed_updates=list(allowed)
        )
    except TelegramAPIError as error:
        raise SettingsError(
            f"TRIAGE_WEBHOOK_URL: Telegram refuses {settings.webhook_url} ({error.message}); "
            "it must be a public https address on port 443, 80, 88 or 8443"
        ) from error


async def webhook_off(bot: Bot) -> None:
    """Make sure that polling is possible; updates that wait are kept."""
    info = await bot.get_webhook_info()
    if info.url:
        await bot.delete_webhook(drop_pending_updates=False)


def require_secret(settings: Settings) -> str:
    """Hand out the webhook's secret; refuses where none is set, since anybody could then send updates."""
    if settings.webhook_secret is None:
        example = secrets.token_urlsafe(24)
        raise SettingsError(
            f"TRIAGE_WEBHOOK_SECRET is not set: with a webhook it is needed; this one is new: {example}"
        )
    return settings.webhook_secret.get_secret_value()
