"""Scenario 9: real bots killed at chance moments; `tests/bench/kills.py` does the same two hundred times."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from databases import WHY_SKIPPED, postgres_answers

PROGRAM = Path(__file__).parents[2] / "bench" / "kills.py"


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "more"), [(10, ("sqlite",)), (3, ("postgresql", "--webhook"))])
def test_nothing_is_lost_by_kills(kills, more):
    """Every message stored and relayed, every turn with its card, every reply delivered once or asked about."""
    if "postgresql" in more and not postgres_answers():
        pytest.skip(WHY_SKIPPED)
    command = [sys.executable, str(PROGRAM), "--kills", str(kills), "--seed", "9", "--database", *more]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=110)
    figures = json.loads(ended.stdout.splitlines()[-1]) if ended.stdout else {}

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert figures["kills"] == kills
    assert figures["messages written"] > 0
    assert figures["messages not relayed"] == figures["turns without a card"] == figures["replies doubled"] == 0
