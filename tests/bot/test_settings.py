"""Settings: a missing or wrong one is one sentence that names it and says what would be right."""

import pytest

from bot.settings import OFFICIAL_API, PREFIX, Settings, SettingsError, load_settings
from bot.telegram.webhook import require_secret

TOKEN = "123456789:AAEsecretsecretsecret"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    """An environment of our own, without a `.env` that somebody left."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "STAFF_CHAT",
            "@support",
            "TRIAGE_STAFF_CHAT: '@support' is no Telegram id; write a whole number like -1001234567890",
        ),
        ("AGENTS", "5, Olga", "TRIAGE_AGENTS: 'Olga' is no Telegram id; write a whole number"),
        ("LEADS", "5.5", "TRIAGE_LEADS: '5.5' is no Telegram id"),
        (
            "TIMEZONE",
            "Amsterdam",
            "TRIAGE_TIMEZONE: 'Amsterdam' is no time zone; write one like Europe/Amsterdam; did you mean Europe/Amsterdam?",
        ),
        ("TIMEZONE", "Mars/Base", "TRIAGE_TIMEZONE: 'Mars/Base' is no time zone; write one like Europe/Amsterdam"),
        ("TIMEZONE", "../etc/passwd", "TRIAGE_TIMEZONE: '../etc/passwd' is no time zone"),
        ("LANGUAGE", "fr", "TRIAGE_LANGUAGE: Input should be 'en' or 'ru' (got 'fr')"),
        (
            "TELEGRAM_API",
            "api.telegram.org",
            "TRIAGE_TELEGRAM_API: 'api.telegram.org' is no address; write one that begins with https://",
        ),
        ("WEBHOOK_URL", "shop.example", "TRIAGE_WEBHOOK_URL: 'shop.example' is no address"),
        ("ALARM_URL", "shop.example", "TRIAGE_ALARM_URL: 'shop.example' is no address"),
        ("HTTP_PORT", "70000", "TRIAGE_HTTP_PORT: Input should be less than or equal to 65535 (got '70000')"),
        ("HTTP_PORT", "web", "TRIAGE_HTTP_PORT: Input should be a valid integer"),
        ("LIMITS", "maybe", "TRIAGE_LIMITS: Input should be 'on' or 'off' (got 'maybe')"),
    ],
)
def test_a_wrong_value(monkeypatch, name, value, sentence):
    """One sentence: the variable, the value, and what would be right."""
    monkeypatch.setenv(f"TRIAGE_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("token", ["", "hello", "abc:def", "123456789:", ":secretsecret"])
def test_a_token_that_cannot_be_one(monkeypatch, token):
    """It is named as missing or wrong, and never shown."""
    monkeypatch.setenv("TRIAGE_BOT_TOKEN", token)
    with pytest.raises(SettingsError, match=r"^TRIAGE_BOT_TOKEN is (not set|no bot token): ") as refused:
        load_settings().require_token()

    assert "secretsecret" not in str(refused.value)


def test_no_staff_group():
    """Nobody would see the cards."""
    with pytest.raises(SettingsError, match="TRIAGE_STAFF_CHAT is not set: write the id of the agents' group"):
        load_settings().require_staff_chats()


def test_a_webhook_without_a_secret(monkeypatch):
    """Anybody could send updates; the sentence brings a new secret along."""
    monkeypatch.setenv("TRIAGE_WEBHOOK_URL", "https://shop.example")
    with pytest.raises(SettingsError, match=r"TRIAGE_WEBHOOK_SECRET is not set: .*this one is new: \S{20,}$"):
        require_secret(load_settings())


@pytest.mark.parametrize(
    ("value", "ids"),
    [("-1001", (-1001,)), ("-1001,-1002", (-1001, -1002)), (" -1001 , -1002 ", (-1001, -1002)), ("5 6", (5, 6))],
)
def test_several_ids(monkeypatch, value, ids):
    """With commas or spaces, as people write them."""
    monkeypatch.setenv("TRIAGE_STAFF_CHAT", value)

    assert load_settings().require_staff_chats() == ids


def test_defaults(tmp_path):
    """Without any setting: the official server, a SQLite file in the data folder, nothing open to the network."""
    settings = load_settings()

    assert (settings.telegram_api, settings.http_host, settings.limits) == (OFFICIAL_API, "127.0.0.1", "on")
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("data/triage.db")


def test_a_file_of_settings(tmp_path):
    """`.env` is read; an empty line in it is no value."""
    (tmp_path / ".env").write_text(f"TRIAGE_BOT_TOKEN={TOKEN}\nTRIAGE_LANGUAGE=ru\nTRIAGE_TIMEZONE=\nOTHER=1\n")
    settings = load_settings()

    assert settings.require_token() == TOKEN
    assert (settings.language, settings.timezone) == ("ru", "UTC")


def test_secrets_are_not_shown(monkeypatch):
    """Printing the settings, as a log or a traceback might, shows no secret."""
    monkeypatch.setenv("TRIAGE_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TRIAGE_WEBHOOK_SECRET", "hush-hush")
    shown = repr(load_settings())

    assert "secretsecret" not in shown
    assert "hush-hush" not in shown


def test_two_shops_are_refused():
    """Order 2000 of one shop is not order 2000 of the other, and both could not be told apart."""
    settings = load_settings(shopify_secret="a", woocommerce_secret="b")

    with pytest.raises(SettingsError, match="one Triage serves one shop"):
        settings.require_one_shop()
    load_settings(shopify_secret="a").require_one_shop()
