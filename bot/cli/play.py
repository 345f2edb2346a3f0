"""`triage sandbox`: the bot, a local Telegram and the demonstration shop in one process."""

import socket
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from zoneinfo import ZoneInfo

from bot.cli.complaints import FINE
from bot.cli.logs import set_up_logs
from bot.cli.serving import serve
from bot.sandbox import Limits, SandboxClock, SandboxServer
from bot.sandbox.demo import load_demo
from bot.settings import Settings, SettingsError, load_settings
from bot.thinking.spawning import Spawned, started_early

SHOP = Path(__file__).parents[1] / "sandbox" / "demo_shop.yaml"
# The demonstration shop is in Harlingen.
ZONE = "Europe/Amsterdam"
HOST = "127.0.0.1"
# Long enough to try things before the shop closes.
AN_HOUR = timedelta(hours=1)
# Somebody may run a few sandboxes side by side; a hundred taken ports are something else.
PORTS_TRIED = 100


def play(*, port: int, limits: bool) -> int:
    """Play until told to stop; returns the exit code."""
    free = find_port(port)
    if free != port and port:
        _say(f"Port {port} is taken, so this is port {free}.")
    _say("Starting. The bot takes some seconds to wake up.")
    with TemporaryDirectory(prefix="triage-sandbox-") as folder, started_early() as early:
        telegram = SandboxServer(clock=SandboxClock(), host=HOST, port=free)
        telegram.limits = Limits() if limits else None
        serve(_play(telegram, Path(folder), early))
    return FINE


async def _play(telegram: SandboxServer, folder: Path, early: Spawned | None) -> None:
    from bot.app import running
    from bot.clocks import Clocks
    from bot.sandbox.demo.moving_in import hire_agents, meet_customers, store_customers, store_staff
    from bot.storage.engine import Database
    from bot.storage.migrate import migrate

    open_the_shop(telegram.clock)
    now = telegram.clock.now()
    people = load_demo(now)
    settings = sandbox_settings(telegram, folder)
    staff = hire_agents(telegram, settings.language)
    # Listed by id, as only listed ones have commands in their private chats.
    settings = settings.model_copy(update={"agents": (staff.agent.id, staff.trainee.id), "leads": (staff.lead.id,)})
    set_up_logs([], settings.log)
    telegram.state.timezone = ZONE
    telegram_ids = meet_customers(telegram, people, settings.language)
    await migrate(settings.database)
    database = Database(settings.database)
    async with database.writing() as session:
        await store_customers(session, people, telegram_ids, now)
        store_staff(session, staff, now)
    await database.close()
    async with telegram:
        # Only now is the server's address known.
        settings = settings.model_copy(update={"telegram_api": telegram.address})
        async with running(settings, Clocks(business=telegram.clock.now), early=early) as app:
            print(welcome(telegram.address, folder), flush=True)  # noqa: T201 - the command's output
            await app.wait()


def open_the_shop(clock: SandboxClock) -> None:
    """Begin in the middle of a working morning where the shop is closed now: nobody tries a desk that sleeps."""
    from bot.shop.shopfile import load_shop

    now, hours = clock.now(), load_shop(SHOP).business_hours(ZoneInfo(ZONE))
    if not hours.is_open(now) or not hours.is_open(now + AN_HOUR):
        clock.advance(hours.next_open(now + AN_HOUR) + AN_HOUR - now)


def sandbox_settings(telegram: SandboxServer, folder: Path) -> Settings:
    """Keep the desk's language and own playbooks from the environment; all else is the sandbox's."""
    return load_settings(
        bot_token=telegram.token,
        telegram_api="http://127.0.0.1",
        database_url=f"sqlite:///{folder / 'triage.db'}",
        staff_chat=(telegram.staff_chat,),
        agents=(),
        leads=(),
        owners=(),
        timezone=ZONE,
        shop=SHOP,
        webhook_url=None,
        webhook_secret=None,
        alarm_url=None,
        http_host=HOST,
        http_port=0,
        limits="on" if telegram.limits else "off",
    )


def find_port(wanted: int) -> int:
    """Find the first free port from the wanted one on; 0 leaves the choice to the system."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)) if wanted else [0]:
        with socket.socket() as probe:
            # As the server does: a port that another program just left is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SettingsError(f"--port: no port is free from {wanted} on; choose another one")


def welcome(address: str, folder: Path) -> str:
    """Say where the page is and what to try first."""
    return dedent(
        f"""
        The sandbox is ready: {address}

        On the left you are the customers of Noordlicht, an outdoor shop; on the right you are its agents.
          1. Open "First ten cases" at the top: it leads a new agent through the desk, step by step.
          2. Or pick Anna and write: Where is my parcel 1042? Her topic on the right has a card. Press Short.
          3. Five seconds later the reply is with her, on the left. Undo takes it back until then.
          4. Olga is an agent, Ivan a trainee, Vera leads. Each has a private chat with the bot, above the topics.
          5. Reminders come when you move the clock at the top forward.

        Everything lives in {folder}, new with each start and gone when you stop. Ctrl-C stops.
        """
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - beside the output, like progress
