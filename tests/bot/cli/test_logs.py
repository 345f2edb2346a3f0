"""Logs tell what happened without what was said and without secrets."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.logs import DiscreetFormatter, JsonFormatter, set_up_logs
from bot.storage.intake import Claimed
from classifier.classifier import Classifier

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


@pytest.fixture
def restored_logs():
    """Put the logging of the test run back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


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


def as_json(message, *arguments, error=None, secrets=()):
    record = logging.LogRecord("bot.place", logging.ERROR, __file__, 7, message, arguments, error, "deed")
    (line,) = JsonFormatter(secrets).format(record).splitlines()
    return json.loads(line)


def test_json_is_one_object_a_line():
    """With when, how grave, from where, and the words with their ids."""
    told = as_json("update %s failed\nand more", 42)

    assert told["words"] == "update 42 failed\nand more"
    assert (told["level"], told["logger"], told["place"]) == ("ERROR", "bot.place", "test_logs.deed:7")
    assert datetime.fromisoformat(told["at"]).utcoffset() == timedelta(0)


def test_json_is_as_discreet():
    """Neither an error's words nor a secret, also one that JSON would have written otherwise."""
    with pytest.raises(RuntimeError) as raised:
        fail_because("my card is " + "4" * 16)
    told = as_json('no "%s"', 'pass"wört', error=(raised.type, raised.value, raised.tb), secrets=['pass"wört'])

    assert "4444" not in told["error"]
    assert "test_logs.py" in told["error"]
    assert told["words"] == 'no "…"'


async def work(harness, words):
    """Let a bot do its work on these words, with a message that nobody understands and a Telegram that fails."""
    anna, olga = harness.telegram.customer("Wilhelmina"), harness.telegram.agent("Olga")
    async with harness.bot() as app:
        harness.telegram.write(anna, words)
        card = await harness.card()
        harness.telegram.write_in_topic(olga, card["message_thread_id"], f"Dear you, {words}")
        await harness.telegram.until(lambda: len(harness.texts(anna.id)) == 2, timeout=15)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Classifier, "assess", lambda *_, **__: fail(words))
            harness.telegram.write(anna, f"again: {words}")
            await harness.telegram.until(
                lambda: any(f"again: {words}" in text for text in harness.texts(harness.staff)), timeout=15
            )
        await app.parts.worker._failed(Claimed(0, "", "", "", NOON), ValueError(words))
    return app.bot.token


@pytest.mark.parametrize("form", ["plain", "json"])
async def test_what_is_said_at_the_desk_stays_out_of_the_log(harness, form, restored_logs, capfd):
    """Texts of customers and agents, names and the token: the whole log of a working bot has none of them."""
    secret = harness.settings.bot_token.get_secret_value()
    set_up_logs([secret], form)
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("bot").info("asked %s/getMe", f"https://telegram.example/bot{secret}")
    await work(harness, "the xylophone 4929 is broken")
    log = capfd.readouterr().err

    assert "was not understood" in log
    assert [word for word in ("xylophone", "4929", "Wilhelmina", secret) if word in log] == []
    assert form == "plain" or all(json.loads(line) for line in log.splitlines())
