"""Work that the clock does again and again: one at a time, missed beats made up by one, errors told and survived."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.storage.engine import is_outage

logger = logging.getLogger(__name__)
# A beat that finds the one before still at work is left out, as it is meant to be; that is no news.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


def every(scheduler: AsyncIOScheduler, seconds: int, work: Callable[[], Awaitable[None]], complaint: str) -> None:
    """Do this work every so many seconds; what fails is said with `complaint` and tried again by the next beat."""

    async def beat() -> None:
        try:
            await work()
        except asyncio.CancelledError:  # at the stop; the scheduler would report it as a failure
            logger.debug("a beat was cut short")
        except Exception as error:
            if is_outage(error):
                logger.warning("%s: %s", complaint, type(error).__name__)
            else:
                logger.exception("%s", complaint)

    scheduler.add_job(beat, "interval", seconds=seconds, max_instances=1, coalesce=True, misfire_grace_time=None)
