"""Logs tell what happened without what was said and without secrets."""

import logging

import pytest

from bot.cli.logs import DiscreetFormatter


def logged(message, *arguments, error=None, secrets=()):
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, message, arguments, error)
    return DiscreetFormatter(secrets).format(record)


def test_a_token_never_reaches_a_log():
    """Libraries put addresses into their errors, and the token is part of the address."""
    assert "AAE" not in logged("cannot reach %s", "https://telegram/bot42:AAE/getMe", secrets=["42:AAE"])


def fail(words):
    raise ValueError(words)


def fail_because(words):
    try:
        fail(words)
    except ValueError as cause:
        raise RuntimeError(words) from cause


def test_an_error_tells_its_kind_and_place_but_not_its_words():
    """An error's words may quote a customer; so may its cause's."""
    with pytest.raises(RuntimeError) as raised:
        fail_because("my card is " + "4" * 16)
    text = logged("failed", error=(raised.type, raised.value, raised.tb))

    assert "4444" not in text
    assert text.index("builtins.ValueError") < text.index("builtins.RuntimeError")
    assert "test_logs.py" in text


def test_ordinary_lines_stay_readable():
    """Time, level, place, words."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(logging.Formatter, "formatTime", lambda *_: "noon")
        text = logged("%s updates", 3)

    assert text == "noon ERROR bot: 3 updates"
