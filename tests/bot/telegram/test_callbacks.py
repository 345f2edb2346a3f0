"""Callback data: our ids and nothing else."""

import pytest

from bot.telegram.callbacks import ACTIONS, LONGEST, Press, pack, pack_raw, unpack
from classifier.taxonomy import TYPES

LARGEST_ID = 2**31 - 1


def arguments_of(action):
    return [LARGEST_ID if kind is int else "word" for kind in ACTIONS[action]]


@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_packed_is_read_again(action):
    """Every action survives the way through Telegram, with the largest ids that a database counts to."""
    arguments = arguments_of(action)
    press = unpack(pack(action, *arguments))

    assert press is not None
    assert press.action == action
    assert [*press.numbers, *press.words] == sorted(arguments, key=lambda one: isinstance(one, str))


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        ":",
        "t1",
        "t1:",
        "t1:say",
        "t1:say:1",
        "t1:say:1:2",
        "t1:say:1:2:short:more",
        "t0:say:1:2:short",
        "t2:say:1:2:short",
        "say:1:2:short",
        "t1:shout:1:2:short",
        "t1:SAY:1:2:short",
        "t1:say:x:2:short",
        "t1:say:-1:2:short",
        "t1:say:+1:2:short",
        "t1:say:1.5:2:short",
        "t1:say: 1:2:short",
        "t1:say::2:short",
        "t1:say:1_000:2:short",
        "t1:say:١:2:short",
        "t1:say:²:2:short",
        "t1:undo:1 OR 1=1",
        "t1:undo:2147483648",
        "t1:undo:99999999999999999999999999",
        "t1:undo:1\n",
        "{}",
        "approve_42",
        "\x00",
    ],
)
def test_what_we_did_not_write_is_no_press(data):
    """Forged, foreign and old data names nothing that could happen."""
    assert unpack(data) is None


def test_the_largest_menu_entry_fits():
    """The longest type on the longest axis, with ids as large as they get, stays within Telegram's 64 bytes."""
    longest = max(
        (pack("fix", LARGEST_ID, LARGEST_ID, axis, type_) for axis in TYPES for type_ in TYPES[axis]), key=len
    )

    assert len(longest.encode()) <= LONGEST


def test_data_that_is_too_long_is_refused_when_it_is_written():
    """Telegram would refuse the whole message for one such button."""
    with pytest.raises(ValueError, match="over 64 bytes; name ids, not texts"):
        pack_raw("menu:1:1:" + "x" * 64)


def test_numbers_and_words_keep_their_order():
    """`fix` names conversation and turn, then axis and type."""
    assert unpack("t1:fix:7:3:value:petty") == Press("fix", (7, 3), ("value", "petty"))
