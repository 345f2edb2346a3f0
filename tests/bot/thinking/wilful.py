"""A thinking process that ends, or never ends, over certain messages: what a fault in C code or a full memory does."""

import os
import signal
import time
from pathlib import Path

from bot.thinking import child
from classifier.classifier import Classifier

DEADLY, ENDLESS, ONCE = "the deadly message", "the endless message", "deadly but once: "
assess = Classifier.assess


def assess_wilfully(self, text, **more):
    if text == ENDLESS:
        time.sleep(600)
    if text == DEADLY or (text.startswith(ONCE) and first_time(text.removeprefix(ONCE))):
        os.kill(os.getpid(), signal.SIGKILL)
    return assess(self, text, **more)


def first_time(path):
    """Tell whether no earlier process came here."""
    known = Path(path).exists()
    Path(path).touch()
    return not known


if __name__ == "__main__":
    Classifier.assess = assess_wilfully
    child.main()
