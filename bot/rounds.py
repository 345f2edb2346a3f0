"""What the desk does by the clock, beside reminders: one line each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot import reporting
from bot.assisting import Assistant
from bot.clocks import Clocks
from bot.digest import Digest
from bot.incident_boards import Boards
from bot.incident_rounds import Watching
from bot.incident_texting import Texting
from bot.knowing import EVERY_SECONDS, FoundFilling
from bot.occasions import Occasions
from bot.reminding import Reminding
from bot.satisfaction import Asker
from bot.service import rounds as service
from bot.service.alarm import Alarm
from bot.service.serving import Serving
from bot.settings import Settings
from bot.shop.shopfile import Shop
from bot.storage.engine import Database
from bot.triage import Triage
from bot.wording import load_wording


@dataclass(frozen=True, slots=True)
class Means:
    """What rounds work with; `wake` has the sender look for what they queued."""

    settings: Settings
    shop: Shop
    database: Database
    clocks: Clocks
    triage: Triage
    wake: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Round:
    """Work to be done again and again; what it returns tells whether anything was queued."""

    seconds: int
    work: Callable[[], Awaitable[object]]
    complaint: str  # said in the log where it fails

    def waking(self, wake: Callable[[], None]) -> Callable[[], Awaitable[None]]:
        """Do the work, and wake the sender where it queued something."""

        async def work() -> None:
            if await self.work():
                wake()

        return work


def rounds(means: Means) -> Sequence[Round]:
    """List the rounds; `means` is what each is built with."""
    return (
        *_service(means),
        *_reminding(means),
        Round(EVERY_SECONDS, FoundFilling(means.database), "what was written is not made findable"),
        Round(reporting.EVERY_SECONDS, _weekly(means), "the weekly report is not made"),
        Round(60, Watching(means.database, means.clocks, means.settings), "floods are not looked for"),
        Round(1, Assistant(means.triage), "words that agents handed in are not read"),
        Round(3600, Assistant(means.triage).forget, "words that agents handed in are not dropped"),
        Round(30, Asker(means.database, means.clocks, means.settings, means.shop), "nobody is asked for a rating"),
        Round(5, Boards(means.database, means.clocks), "boards of incidents are not kept"),
        Round(1, Texting(means.database, means.clocks, means.settings, means.shop), "texts of incidents do not go out"),
    )


def _reminding(means: Means) -> Sequence[Round]:
    settings, shop, database, clocks = means.settings, means.shop, means.database, means.clocks
    words = load_wording(settings.language)
    reminding = Reminding(database, clocks, shop, settings.zone, settings.heads)
    digest = Digest(database, clocks, shop, settings.zone, words, settings.heads, settings.owners)
    occasions = Occasions(database, means.triage, shop, settings.zone)
    return (
        Round(2, reminding, "promises are not reminded of"),
        Round(60, digest, "the morning's digest is not sent"),
        Round(600, occasions, "notes of the shop's own are not looked for"),
    )


def _weekly(means: Means) -> reporting.WeeklyReport:
    reports = reporting.Reports(means.database, means.shop, means.settings.zone)
    return reporting.WeeklyReport(reports, means.clocks, means.settings.heads, load_wording(means.settings.language))


def _service(means: Means) -> Sequence[Round]:
    settings, triage = means.settings, means.triage
    serving = Serving(
        database=means.database,
        clocks=means.clocks,
        shop=means.shop,
        zone=settings.zone,
        promises=triage.premises.usual.promises,
        heads=settings.heads,
        owners=settings.owners,
        metrics=triage.metrics,
    )
    looks = [Round(service.SECONDS, service.Service(serving), "promises to customers are not looked at")]
    if settings.alarm_url is not None:
        alarm = Alarm(serving, settings.alarm_url)
        looks.append(Round(service.ALARM_SECONDS, alarm, "ALARM_URL is not called"))
    return looks
