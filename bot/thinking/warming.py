"""Makes languages ready: the shop's own before anything else, the others between messages."""

import logging
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress

from classifier.classifier import Classifier
from classifier.identify import OTHER
from classifier.taxonomy import LANGUAGES

logger = logging.getLogger(__name__)


def begin_warming(executor: Executor, classifier: Classifier, languages: tuple[str, ...]) -> Future[None]:
    """Make a shop's languages ready in the executor, which is waited for, and then the others, which nobody waits for."""
    warming = executor.submit(warm, classifier, languages)
    executor.submit(warm_rest, executor, classifier, later_languages(languages))
    return warming


def later_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """List what is made ready after the languages that a shop named, which have gone first."""
    return tuple(lang for lang in (*LANGUAGES, OTHER) if lang not in languages)


def warm(classifier: Classifier, languages: tuple[str, ...]) -> None:
    """Make the languages ready; one that cannot be costs its messages their reading, not their way to the desk."""
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
