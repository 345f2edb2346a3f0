"""`triage classify` and `triage suggest`: one message as tables, or JSON lines from stdin to stdout."""

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from bot.cli.complaints import FAILED, FINE, WRONG_USAGE, complain
from bot.cli.jsonl import LineError, assessment_json, error_json, read_request
from bot.cli.progress import Advance, progress
from bot.cli.suggestions import suggestion_json
from bot.cli.thinking import Thinker
from bot.settings import load_settings
from bot.shop.shopfile import load_shop
from classifier.classifier import Classifier
from classifier.request import Request
from playbooks.loader import load_library


def think(text: str | None, *, jsonl: bool, suggesting: bool) -> int:
    """Answer one text readably, or every line of stdin; returns the exit code."""
    if (text is None) is not jsonl:
        complain("give a message in quotes, or --jsonl and the messages on stdin, one of the two")
        return WRONG_USAGE
    thinker = build_thinker(with_library=suggesting)
    now = datetime.now(UTC)
    if text is not None:
        from bot.cli.tables import print_thought

        # A shell may hand over bytes that are no text; they are read as the signs that stand for that.
        readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        print_thought(thinker, Request(readable, now), suggesting=suggesting)
        return FINE
    return _answer_stdin(thinker, now)


def build_thinker(*, with_library: bool) -> Thinker:
    """Build a thinker by the settings; wrong ones raise what the command line knows how to say."""
    settings = load_settings()
    shop = load_shop(settings.shop)
    library = load_library(settings.playbooks) if with_library else None
    return Thinker(Classifier(axes_on=shop.axes), shop, settings.zone, settings.language, library)


def answers(lines: Iterable[bytes], thinker: Thinker, now: datetime) -> Iterator[dict[str, Any]]:
    """Answer each line by an object; a line that cannot be answered says why, and the next one follows."""
    for line in lines:
        if line.strip():
            yield _answer(line, thinker, now)


def _answer(line: bytes, thinker: Thinker, now: datetime) -> dict[str, Any]:
    try:
        request = read_request(line.decode(), now=now)
    except UnicodeDecodeError as error:
        return error_json(LineError(f"the line is not UTF-8 ({error.reason}); write it in UTF-8"))
    except LineError as error:
        return error_json(error)
    try:
        thought = thinker.think(request)
        answer = assessment_json(request.id, thought.assessment, thought.priority)
        return answer | suggestion_json(thinker.suggest(request, thought)) if thinker.library else answer
    except Exception as error:  # noqa: BLE001 - one strange message must not end a run of thousands
        return {"id": request.id, "error": f"{type(error).__name__}: {error}; please report this line"}


def _answer_stdin(thinker: Thinker, now: datetime) -> int:
    failed = False
    with progress("Reading", _size(sys.stdin.buffer), shown=not sys.stdout.isatty()) as advance:
        for answer in answers(_counted(sys.stdin.buffer, advance), thinker, now):
            failed = failed or "error" in answer
            sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            sys.stdout.buffer.flush()  # whoever asks line by line waits for each answer
    return FAILED if failed else FINE


def _counted(lines: BinaryIO, advance: Advance) -> Iterator[bytes]:
    read = 0
    for line in lines:
        yield line
        read += len(line)
        advance(read)


def _size(file: BinaryIO) -> float | None:
    """Tell how much there is to read; of a pipe nobody knows."""
    try:
        found = os.fstat(file.fileno())
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
