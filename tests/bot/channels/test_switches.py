"""`triage check` names what @BotFather has switched off, and how it is switched on."""

from types import SimpleNamespace

from bot.cli.switches import switches_of


def test_what_is_off_is_named_with_what_to_do():
    """Neither must be on, so the check stays fine; but an owner learns of it."""
    off = dict(switches_of(SimpleNamespace(supports_inline_queries=False, can_connect_to_business=None), "lamps_bot"))

    assert "/setinline" in off["inline mode"]
    assert "Business Mode" in off["business mode"]


def test_what_is_on_says_what_it_brings():
    """With the name that agents type."""
    on = dict(switches_of(SimpleNamespace(supports_inline_queries=True, can_connect_to_business=True), "lamps_bot"))

    assert on["inline mode"] == "on: agents search replies in any chat, with @lamps_bot and a word"
