"""`triage run --or-sandbox` without a token: the sandbox as a process, the way `make run` starts it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from bot.cli.play import find_port

PROGRAM = "from bot.cli import main; main()"
# Starting takes ten seconds on two slow cores; this is for a machine that does ten other things.
PATIENCE = 90


def asked(address, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(address + path, data), timeout=10) as answer:
        return json.load(answer)


def wait_for(look):
    """Look until there is something; how a browser would, from outside the process."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.1)
    raise TimeoutError(f"nothing came of {look.__name__}")


@pytest.fixture
def sandbox(tmp_path):
    """Start it with an empty environment; gives the process and the address that it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIAGE_")}
    command = [sys.executable, "-c", PROGRAM, "run", "--or-sandbox"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = next(
                found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line))
            )
            yield process, address
        finally:
            process.kill()


@pytest.mark.slow
def test_the_sandbox_is_a_shop_that_answers(sandbox):
    """Thirty customers are there; one writes, and the agents see a card that knows her order. Then it stops cleanly."""
    process, address = sandbox
    state = asked(address, "/sandbox/state")
    anna = next(customer for customer in state["customers"] if customer["first_name"] == "Anna")
    asked(address, "/sandbox/write", {"user_id": anna["id"], "text": "Where is my parcel 1042?"})

    def card():
        messages = asked(address, f"/sandbox/chat/{state['staff_chat']}")["messages"]
        return next((each["text"] for each in messages if each.get("reply_markup") and "1042" in each["text"]), None)

    assert len(state["customers"]) == 30
    assert {agent["first_name"] for agent in state["agents"]} == {"Olga", "Ivan", "Vera"}
    assert "DHL" in wait_for(card)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def test_a_taken_port_gives_the_next():
    """Two sandboxes can run side by side."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert find_port(port) > port


def test_any_port_is_left_to_the_system():
    """0 means whichever is free."""
    assert find_port(0) == 0
