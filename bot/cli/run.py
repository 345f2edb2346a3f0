"""`triage run`: the bot itself."""

import logging
import sys

from pydantic import SecretStr

from bot.cli.complaints import FINE
from bot.cli.logs import set_up_logs
from bot.cli.serving import serve
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.engine import parse_address

logger = logging.getLogger(__name__)


def run_bot(*, or_sandbox: bool, port: int) -> int:
    """Run the bot until told to stop; `or_sandbox` plays instead where there is no token."""
    settings = load_settings()
    if or_sandbox and settings.bot_token is None:
        from bot.cli.play import play

        print("TRIAGE_BOT_TOKEN is not set, so this is the sandbox.", file=sys.stderr)  # noqa: T201
        return play(port=port, limits=False)
    settings.require_token()
    settings.require_staff_chats()
    set_up_logs(secrets_of(settings), settings.log)
    serve(_run(settings))
    return FINE


async def _run(settings: Settings) -> None:
    # Importing this takes seconds: a wrong setting is told before.
    from bot.app import running
    from bot.telegram.sender import TokenRefusedError

    async with running(settings) as app:
        how = "a webhook" if settings.webhook_url else "polling"
        _announce(f"Triage runs by {how}; its health is at {app.address}/readyz. Stop it with Ctrl-C.", settings)
        try:
            await app.wait()
        except TokenRefusedError as error:
            raise SettingsError(str(error)) from error


def _announce(sentence: str, settings: Settings) -> None:
    """Say it to whoever started the program; where logs are JSON, a program reads them."""
    if settings.log == "json":
        logger.info("%s", sentence)
    else:
        print(sentence, file=sys.stderr)  # noqa: T201 - beside the output


def secrets_of(settings: Settings) -> list[str]:
    """List what no log may show."""
    held = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    password = parse_address(settings.database).password
    return [*held, str(password)] if password else held
