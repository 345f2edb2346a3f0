"""A thinking process that ends, or never ends, over certain messages: what a fault in C code or a full memory does."""

import os
import signal
import time
from pathlib import Path

from bot.storage.triaged import Triaged
from bot.thinking import child
from classifier.classifier import Classifier

DEADLY, ENDLESS, ONCE = "the deadly message", "the endless message", "deadly but once: "
GARBLED = "the garbled answer"
assess, say = Classifier.assess, child._say


def assess_wilfully(self, text, **more):
    if text == ENDLESS:
        time.sleep(600)
    if text == DEADLY or (text.startswith(ONCE) and first_time(text.removeprefix(ONCE))):
        os.kill(os.getpid(), signal.SIGKILL)
    return assess(self, text, **more)


def say_wilfully(outbox, content):
    if isinstance(content, Triaged) and content.facts.quote == GARBLED:
        outbox.write(b"\0\0\0\5hello")
        outbox.flush()
        return
    say(outbox, content)


def first_time(path):
    """Tell whether no earlier process came here."""
    known = Path(path).exists()
    Path(path).touch()
    return not known


if __name__ == "__main__":
    Classifier.assess, child._say = assess_wilfully, say_wilfully
    child.main()
