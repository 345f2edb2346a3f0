"""Telegram's limits as budgets, on a clock of our own."""

import pytest

from bot.storage.tables.traffic import Outgoing
from bot.telegram.attempt import Attempt
from bot.telegram.limits import REMEMBERED, Budgets
from bot.telegram.outcomes import Placed, Topic

GROUP_CHAT, PRIVATE_CHAT = -1001, 5


class Clock:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def send_for(clock, budgets, seconds, chats):
    """Send as fast as allowed to these chats in turn; returns when each went."""
    went, end, number = [], clock.now + seconds, 0
    while clock.now < end:
        chat = chats[number % len(chats)]
        wait = budgets.wait(chat)
        if wait > 0:
            clock.now += max(wait, 0.001)  # no sleep is shorter
            continue
        budgets.spend(chat)
        went.append(clock.now)
        number += 1
    return went


def most_within(went, seconds):
    """The most that fell into any window of so many seconds."""
    return max(sum(start <= at < start + seconds for at in went) for start in went)


def sent_at_once(budgets, chat):
    count = 0
    while budgets.wait(chat) <= 0:
        budgets.spend(chat)
        count += 1
    return count


@pytest.mark.parametrize(("chat", "burst"), [(GROUP_CHAT, 4), (PRIVATE_CHAT, 3)])
def test_a_quiet_chat_takes_a_few_at_once(clock, chat, burst):
    """Four in a group, three in a private chat; then it is their pace that counts."""
    assert sent_at_once(Budgets(clock), chat) == burst


def test_a_group_is_never_sent_more_than_nineteen_in_a_minute(clock):
    """Sending as fast as allowed for ten minutes, no 60 seconds hold more than 19, and the pace is 15 a minute."""
    went = send_for(clock, Budgets(clock), 600, [GROUP_CHAT])

    assert most_within(went, 60) <= 19
    assert len(went) == pytest.approx(15 * 10 + 4, abs=1)


def test_a_group_that_rested_may_burst_and_still_stays_under_nineteen(clock):
    """A full bucket after a busy minute does not add up to more than Telegram takes."""
    budgets = Budgets(clock)
    went = send_for(clock, budgets, 40, [GROUP_CHAT])
    clock.now += 15
    went += send_for(clock, budgets, 60, [GROUP_CHAT])

    assert most_within(went, 60) <= 19


def test_a_private_chat_is_sent_nine_in_ten_seconds(clock):
    """After the burst one message goes about every 1.1 seconds."""
    went = send_for(clock, Budgets(clock), 100, [PRIVATE_CHAT])

    assert len(went) == pytest.approx(3 + 90, abs=1)
    assert went[4] - went[3] == pytest.approx(1 / 0.9, abs=0.01)


def test_all_chats_together_stay_under_twenty_five_a_second(clock):
    """However many chats want something, no second holds more than 25, and nearly all of them are used."""
    went = send_for(clock, Budgets(clock), 4, range(1, 500))

    assert most_within(went, 1) == 25
    assert len(went) == pytest.approx(100, abs=3)


def test_a_wait_that_is_waited_is_over(clock):
    """Nobody is told to wait and then told to wait a hair longer."""
    budgets = Budgets(clock)
    sent_at_once(budgets, GROUP_CHAT)
    clock.now += budgets.wait(GROUP_CHAT) + 1e-6

    assert budgets.wait(GROUP_CHAT) == 0


def test_full_chats_are_named_and_the_next_free_moment_is_told(clock):
    """The sender skips rows of full chats, and sleeps until the first of them is free."""
    budgets = Budgets(clock)
    before = (budgets.full_chats(), budgets.next_free())
    sent_at_once(budgets, GROUP_CHAT)
    sent_at_once(budgets, PRIVATE_CHAT)

    assert before == ([], None)
    assert sorted(budgets.full_chats()) == [GROUP_CHAT, PRIVATE_CHAT]
    assert budgets.next_free() == pytest.approx(1 / 0.9)


def test_one_chat_waits_without_the_others(clock):
    """A busy group holds no customer's reply up."""
    budgets = Budgets(clock)
    sent_at_once(budgets, GROUP_CHAT)

    assert budgets.wait(GROUP_CHAT) > 0
    assert budgets.wait(PRIVATE_CHAT) == 0


def test_without_pacing_everything_may_go(clock):
    """The sandbox has its limits off, so a bench measures us and not our manners."""
    budgets = Budgets(clock, pacing=False)
    for _ in range(1000):
        budgets.spend(GROUP_CHAT)

    assert (budgets.wait(GROUP_CHAT), budgets.full_chats(), budgets.next_free()) == (0, [], None)


def placed(telegram_id, message_id=None):
    return Placed("staff", GROUP_CHAT, 7, telegram_id, message_id)


@pytest.mark.parametrize(
    ("standing", "topic", "count"),
    [
        ([], None, 0),
        ([placed(1)], None, 1),
        ([placed(1, 10), placed(1, 11)], None, 1),
        ([placed(1), placed(2)], None, 2),
        ([placed(number) for number in range(10)], None, 10),
        ([], Topic(GROUP_CHAT, 7, "EN"), 1),
        ([placed(1)], Topic(GROUP_CHAT, 7, "EN"), 2),
    ],
)
def test_one_row_may_be_several_messages(standing, topic, count):
    """Parts of a text, an album, a topic made anew on the way: Telegram counts each, merged relays once."""
    attempt = Attempt(Outgoing(kind="relay", line="s:1", chat_id=GROUP_CHAT, priority=2), placed=standing, topic=topic)

    assert attempt.sent == count


def test_quiet_chats_are_forgotten_and_busy_ones_are_not(clock):
    """Memory stays flat over a hundred thousand customers, and nobody gains by being forgotten."""
    budgets = Budgets(clock)
    for chat in range(1, REMEMBERED + 1):
        budgets.spend(chat)
    clock.now += 3600
    sent_at_once(budgets, GROUP_CHAT)
    budgets.spend(REMEMBERED + 1)

    assert len(budgets._chats) == 2
    assert budgets.wait(GROUP_CHAT) > 0
