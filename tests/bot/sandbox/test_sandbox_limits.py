"""Telegram's flood limits, when switched on."""

import pytest

from bot.sandbox import Limits
from bot.sandbox.errors import BotApiError
from bot.sandbox.limits import FloodGate

CUSTOMER, GROUP = 5, -100


class Machine:
    """A clock that moves when told."""

    def __init__(self):
        self.at = 1000.0

    def __call__(self):
        return self.at


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def gate(machine):
    return FloodGate(Limits(), machine)


def waits(gate, chat_id, count=1):
    """0 when admitted, else the seconds to wait."""
    try:
        gate.admit(chat_id, count)
    except BotApiError as error:
        return error.parameters["retry_after"]
    return 0


def test_a_private_chat_takes_three_at_once_then_one_a_second(gate, machine):
    """A burst of three, refilled at one a second."""
    assert [waits(gate, CUSTOMER) for _ in range(4)] == [0, 0, 0, 1]

    machine.at += 1

    assert [waits(gate, CUSTOMER) for _ in range(2)] == [0, 1]


def test_a_group_takes_twenty_a_minute(gate, machine):
    """In any sixty seconds, not in fixed minutes."""
    for _ in range(20):
        gate.admit(GROUP)
        machine.at += 1

    assert waits(gate, GROUP) == 40

    machine.at += 40

    assert [waits(gate, GROUP) for _ in range(2)] == [0, 1]


def test_all_chats_together_take_thirty_a_second(gate, machine):
    """However many chats there are."""
    for customer in range(1, 31):
        gate.admit(customer)

    assert waits(gate, 99) == 1

    machine.at += 1

    assert waits(gate, 99) == 0


def test_a_refusal_costs_nothing(gate, machine):
    """Trying again too early does not push the moment away."""
    assert [waits(gate, CUSTOMER) for _ in range(3)] == [0, 0, 0]
    assert [waits(gate, CUSTOMER) for _ in range(50)] == [1] * 50

    machine.at += 1

    assert waits(gate, CUSTOMER) == 0


def test_an_album_counts_each_part(gate, machine):
    """Ten pictures need the whole burst of a chat, and half the minute of a group."""
    assert waits(gate, CUSTOMER, 10) == 0
    assert waits(gate, CUSTOMER) == 1
    assert [waits(gate, GROUP, 10), waits(gate, GROUP, 10)] == [0, 0]
    assert waits(gate, GROUP, 10) == 60


async def test_a_limited_server_says_when_to_come_back(server, anna, call, result):
    """429 with `retry_after`; asking and answering stay free."""
    server.limits = Limits()
    answers = [await call("sendMessage", chat_id=anna.id, text="x") for _ in range(4)]

    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[-1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert len(server.sent(anna.id)) == 3
    assert [await result("sendChatAction", chat_id=anna.id, action="typing") for _ in range(5)] == [True] * 5

    server.limits = None

    assert (await call("sendMessage", chat_id=anna.id, text="x"))["ok"]


@pytest.mark.parametrize("method", ["createForumTopic", "editMessageText", "copyMessages", "sendMediaGroup"])
async def test_topics_edits_and_copies_draw_on_the_same_budget(server, call, method):
    """A group's twenty are for all that changes it."""
    server.limits = Limits(group=1)
    await call("sendMessage", chat_id=server.staff_chat, text="x")
    listed = {"message_ids": [1], "media": [1, 2]}

    assert (await call(method, chat_id=server.staff_chat, **listed))["error_code"] == 429
