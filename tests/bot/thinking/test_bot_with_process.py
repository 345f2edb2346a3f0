"""A whole bot that thinks in a process of its own, as `triage run` does on two cores."""

import os
import signal
from dataclasses import replace

# A process that starts beside other tests is not ready at once.
PATIENCE = 80


async def test_a_customer_is_answered_before_and_after_its_end(harness):
    """The process is killed under a working bot: the next message has its card, and so does one by an agent's hand."""
    harness = replace(harness, classifier=None)
    anna, ben = harness.telegram.customer("Anna"), harness.telegram.customer("Ben")
    async with harness.bot() as app:
        thinker = app.parts.dispatcher["triage"].think
        harness.telegram.write(anna, "Where is my order 1042? I need it by Friday!")
        await harness.telegram.until(harness.cards, timeout=PATIENCE)
        os.kill(thinker._partner._spawned.process.pid, signal.SIGKILL)
        harness.telegram.write(ben, "The kettle gave my son an electric shock!")
        await harness.telegram.until(lambda: len(harness.cards()) == 2, timeout=PATIENCE)
        card = harness.cards()[-1]

    assert "safety" in card["text"].lower()
