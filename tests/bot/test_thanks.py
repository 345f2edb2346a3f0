"""Scenario 25, in words: what only closes a conversation, and what asks for more, in six languages."""

import pytest

from bot.thanks import only_thanks

CLOSING = [
    "ok thanks",
    "Great, thank you very much! 👍🏽",
    "👍",
    "ок, спасибо большое",
    "Поняла, спасибо за помощь!",
    "好的，谢谢",
    "收到，多谢！🙏",
    "vale, muchas gracias",
    "d’acord, moltes gràcies",
    "okee, tige tank",
    "tankewol, oant sjen",
]
ASKING = [
    "ok thanks, and when does it come",
    "thanks but it is broken",
    "спасибо, а когда",
    "谢谢 什么时候到",
    "gracias y cuándo llega",
    "gràcies i la factura",
    "tankewol mar wannear",
    "not good",
    "ok 1042",
    "😡",
    "",
    " ",
]


@pytest.mark.parametrize("text", CLOSING)
def test_thanks_close(text):
    """Thanks, a nod and a goodbye ask for nothing."""
    assert only_thanks(text)


@pytest.mark.parametrize("text", ASKING)
def test_everything_else_asks(text):
    """One word more, a number, an angry face: somebody should look."""
    assert not only_thanks(text)
