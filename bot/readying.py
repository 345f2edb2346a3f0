"""Loads what thinking needs, and warms it up in its own thread meanwhile."""

import logging
from concurrent.futures import Executor, Future
from contextlib import suppress

from bot.clocks import Clocks
from bot.plainwords import plain_words
from bot.settings import Settings
from bot.shelf import Shelf
from bot.shop.shopfile import Shop
from bot.statistics import take_measures
from bot.storage.engine import Database
from bot.triage import Thinking, Usual
from classifier.classifier import Classifier
from classifier.identify import OTHER
from classifier.taxonomy import LANGUAGES

logger = logging.getLogger(__name__)


async def load_thinking(
    settings: Settings, shop: Shop, database: Database, clocks: Clocks, classifier: Classifier
) -> Thinking:
    """Load playbooks and the shop's figures; raises what a setting that is no folder raises."""
    return Thinking(
        classifier=classifier,
        shelf=Shelf.of(settings.playbooks),
        shop=shop,
        measures=await take_measures(database, shop, settings.zone, clocks.business()),
        desk_language=settings.language,
        usual=Usual.of(shop, settings.zone),
    )


def begin_warming(executor: Executor, classifier: Classifier, languages: tuple[str, ...]) -> Future[None]:
    """Make a shop's languages ready in the executor, which is waited for, and then the others, which nobody waits for."""
    warming = executor.submit(warm, classifier, languages)
    rest = tuple(lang for lang in (*LANGUAGES, OTHER) if lang not in languages)
    executor.submit(warm_rest, executor, classifier, rest)
    return warming


def warm(classifier: Classifier, languages: tuple[str, ...]) -> None:
    """Make the languages ready; one that cannot be costs its messages their reading, not their way to the desk."""
    plain_words()  # else the first changed reply would wait for them inside its write
    try:
        classifier.warm(languages)
    except Exception:
        logger.exception("a language could not be made ready; its messages are passed on unread")


def warm_rest(executor: Executor, classifier: Classifier, languages: tuple[str, ...]) -> None:
    """Make further languages ready, one at a time: a message that comes meanwhile waits for one of them at most."""
    if languages:
        warm(classifier, languages[:1])
        with suppress(RuntimeError):  # the program stops already
            executor.submit(warm_rest, executor, classifier, languages[1:])
