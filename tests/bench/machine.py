"""What the figures were measured on, and the messages they were measured with."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = Path(os.environ.get("TRIAGE_BENCH_MESSAGES", ROOT.parent / "shared/data/messages-dev.jsonl"))
PACKAGES = ("aiogram", "spacy", "sqlmodel", "sqlalchemy")


def describe() -> dict[str, str]:
    """Name the machine and the versions, so that a figure can be read later."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "cpu": f"{os.cpu_count()} x {cpu}",
        "memory": f"{int(memory) // 1024 // 1024} GiB",
        "load": ", ".join(f"{value:.1f}" for value in os.getloadavg()),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def load_messages(count: int) -> list[str]:
    """Take the first `count` real messages, going round where there are fewer."""
    if not MESSAGES.exists():
        raise SystemExit(
            f"{MESSAGES} is not here: point TRIAGE_BENCH_MESSAGES at a JSON Lines file with a `text` in each"
        )
    texts = [json.loads(line)["text"][:4000] for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    return [texts[index % len(texts)] or "?" for index in range(count)]


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []
