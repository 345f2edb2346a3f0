"""The thinking process, started by `process`: `python -m bot.thinking.child`, talked to through a socket that is its input.

It ends when that does, so it outlives the bot by a message at most, however that ended.
"""

import logging
import os
import select
import signal
import socket
import sys
from dataclasses import replace
from typing import Any, BinaryIO

# What a message needs is imported before the first one: the other side is still starting meanwhile.
import classifier.pipeline
import classifier.reader  # noqa: F401
from bot.cli.logs import set_up_logs
from bot.incoming import Incoming
from bot.shelf import Shelf
from bot.storage.cases import Case
from bot.storage.triaged import Triaged
from bot.thinking.frames import Ended, frame, read_frame
from bot.thinking.premises import Premises
from bot.thinking.requests import Asked, Measured, Reread, Setup
from bot.thinking.thinking import Thinking
from bot.thinking.warming import later_languages, warm
from classifier.classifier import Classifier

logger = logging.getLogger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Mind:
    """What thinks, and what it goes by."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.classifier = Classifier(axes_on=setup.shop.axes)
        self.shelf = Shelf(setup.playbooks)
        self.shelf.read_again()
        self.thinking: Thinking | None = None

    def hear(self, told: Measured | Reread) -> None:
        """Go by something new."""
        if isinstance(told, Reread):
            self.shelf.read_again()
            return
        shop, zone, desk_language = self.setup.shop, self.setup.zone, self.setup.desk_language
        premises = Premises.of(shop, zone, desk_language, shelf=self.shelf, measures=told.measures)
        self.thinking = Thinking(self.classifier, premises)

    def answer(self, asked: Asked) -> Triaged | None:
        """Think; the other side has case and message itself. None where even a plain card failed."""
        try:
            triaged = self._given()(asked.whole_case(), asked.incoming, asked.now)
        except Exception:
            logger.exception(
                "message %s of chat %s was not thought about", asked.incoming.message_id, asked.incoming.chat_id
            )
            return None
        return without_asked(triaged)

    def _given(self) -> Thinking:
        if self.thinking is None:
            raise RuntimeError("asked before the shop's figures came")
        return self.thinking


def without_asked(triaged: Triaged) -> Triaged:
    """Leave out what the asking side holds in its hands."""
    incoming = triaged.incoming
    nobody = Incoming(0, 0, 0, incoming.at, "")
    return replace(triaged, case=Case(), incoming=nobody)


def serve(inbox: BinaryIO, outbox: BinaryIO) -> None:
    """Answer until the input ends; while nobody asks, make further languages ready, one at a time."""
    setup: Setup = read_frame(inbox)
    set_up_logs([], setup.log)
    mind, named = Mind(setup), setup.shop.languages
    for lang in named:
        if _is_alone(inbox):
            raise Ended
        warm(mind.classifier, (lang,))
    _say(outbox, mind.shelf.seen)
    later = later_languages(named)
    while True:
        while later and not _waits(inbox):
            warm(mind.classifier, later[:1])
            later = later[1:]
        told = read_frame(inbox)
        if isinstance(told, Asked):
            _say(outbox, mind.answer(told))
        else:
            mind.hear(told)


def _waits(inbox: BinaryIO) -> bool:
    return bool(select.select([inbox], [], [], 0)[0])


def _is_alone(inbox: BinaryIO) -> bool:
    """Tell whether the other side has ended already and said nothing more: then there is nothing to get ready for."""
    if not _waits(inbox):
        return False
    with socket.socket(fileno=os.dup(inbox.fileno())) as line:
        return not line.recv(1, socket.MSG_PEEK)


def _say(outbox: BinaryIO, content: Any) -> None:
    outbox.write(frame(content))
    outbox.flush()


def main() -> None:
    """Take the line, leave the signals to the process that started this one, and serve."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    inbox = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    outbox = os.fdopen(os.dup(sys.stdin.fileno()), "wb")
    try:
        serve(inbox, outbox)
    except (Ended, ConnectionError):
        os._exit(0)  # there is nothing to put away, and the other side may be waiting
    except Exception:
        logger.exception("thinking ended")
        os._exit(1)


if __name__ == "__main__":
    main()
