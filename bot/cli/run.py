"""`triage run`: the bot itself."""

import logging
import secrets
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.cli.complaints import FINE
from bot.cli.logs import set_up_logs
from bot.cli.serving import serve
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.engine import parse_address
from bot.thinking.spawning import started_early

if TYPE_CHECKING:
    from classifier.classifier import Classifier  # importing it takes seconds

logger = logging.getLogger(__name__)


def run_bot(*, or_sandbox: bool, port: int) -> int:
    """Run the bot until told to stop; `or_sandbox` plays instead where there is no token."""
    settings = load_settings()
    if or_sandbox and settings.bot_token is None:
        from bot.cli.play import play

        print("TRIAGE_BOT_TOKEN is not set, so this is the sandbox.", file=sys.stderr)  # noqa: T201
        return play(port=port, limits=False)
    settings.require_token()
    set_up_logs(secrets_of(settings), settings.log)
    serve(run_desk(settings))
    return FINE


async def run_desk(settings: Settings, classifier: "Classifier | None" = None) -> None:
    """Run, and run anew each time something was chosen by chat."""
    from bot.restarting import SettingsChanged, UnfitDeskError, ask_for_group_again

    while True:
        try:
            await _found(settings)
            await _run_once(settings, classifier)
        except SettingsChanged:
            logger.info("something was chosen by chat: starting anew with it")
        except UnfitDeskError as error:
            await ask_for_group_again(settings, error)
            logger.warning("the group that was chosen by chat cannot be the desk, its owner is asked again: %s", error)
        else:
            return


async def _found(settings: Settings) -> None:
    """Where no group is known yet, have an owner walked through by chat first."""
    if settings.staff_chat:
        return
    from bot.chosen import with_chosen
    from bot.restarting import load_choices
    from bot.storage.migrate import migrate

    await migrate(settings.database)
    known = with_chosen(settings, await load_choices(settings.database))
    if known.staff_chat:
        return
    from bot.clocks import Clocks
    from bot.telegram.founding import found

    code = "" if known.owners else f"{secrets.randbelow(1_000_000):06}"

    def announce(username: str) -> None:
        word = f"/setup {code}".strip()
        _announce(f"No agents' group yet. In Telegram, write to @{username} in private: {word}", settings)

    await found(settings, Clocks(), code=code, announce=announce)


async def _run_once(settings: Settings, classifier: "Classifier | None") -> None:
    # Importing the bot takes seconds: a wrong setting is told before, and thinking is made ready meanwhile.
    with nullcontext() if classifier else started_early() as early:
        from bot.app import running
        from bot.telegram.sender import TokenRefusedError

        async with running(settings, classifier=classifier, early=early) as app:
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
