"""Magic filters, asked where they stand."""

import threading
from types import SimpleNamespace

from aiogram import F

from bot.telegram.filters import When


async def test_a_magic_filter_is_asked_in_the_loop():
    """No thread is woken to look at an attribute."""
    asked_in = []
    await When(F.text.func(lambda _: asked_in.append(threading.current_thread())))(SimpleNamespace(text="hi"))

    assert asked_in == [threading.main_thread()]


async def test_what_a_filter_names_is_handed_on():
    """`as_` gives the handler its parameter."""
    found = await When(F.text.as_("words"))(SimpleNamespace(text="hi"))

    assert found == {"words": "hi"}
