"""`triage run`: the bot itself."""

import sys

from bot.cli.complaints import FINE
from bot.cli.logs import set_up_logs
from bot.cli.serving import serve
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.engine import parse_address


def run_bot(*, or_sandbox: bool, port: int) -> int:
    """Run the bot until told to stop; `or_sandbox` plays instead where there is no token."""
    settings = load_settings()
    if or_sandbox and settings.bot_token is None:
        from bot.cli.play import play

        print("TRIAGE_BOT_TOKEN is not set, so this is the sandbox.", file=sys.stderr)  # noqa: T201
        return play(port=port, limits=False)
    settings.require_token()
    settings.require_staff_chats()
    set_up_logs(secrets_of(settings))
    serve(_run(settings))
    return FINE


async def _run(settings: Settings) -> None:
    # Importing this takes seconds: a wrong setting is told before.
    from bot.app import running
    from bot.telegram.sender import TokenRefusedError

    async with running(settings) as app:
        how = "a webhook" if settings.webhook_url else "polling"
        print(f"Triage runs by {how}; its health is at {app.address}/readyz. Stop it with Ctrl-C.", file=sys.stderr)  # noqa: T201
        try:
            await app.wait()
        except TokenRefusedError as error:
            raise SettingsError(str(error)) from error


def secrets_of(settings: Settings) -> list[str]:
    """List what no log may show."""
    held = [secret.get_secret_value() for secret in (settings.bot_token, settings.webhook_secret) if secret is not None]
    password = parse_address(settings.database).password
    return [*held, str(password)] if password else held
