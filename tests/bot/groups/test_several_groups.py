"""Several staff groups: customers are spread and stay, a language has its group, a group that refuses is left."""

from typing import Any

import pytest
from harness import make_harness
from shift import Shift

from bot.settings import SettingsError
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Outgoing, OutgoingState

LEAD = 6_900_000_001


class Grouped(Shift):
    """Looks for a customer's topic in every group."""

    groups: tuple[int, ...] = ()

    def group(self, customer: Any) -> int | None:
        """Tell the group in which the customer's newest topic is: other than the first, if it moved."""
        found = [group for group in self.groups if self._threads(customer, group)]
        return found[-1] if found else None

    def thread(self, customer: Any) -> int | None:
        return max(self._threads(customer, self.group(customer) or self.staff), default=None)

    def topic(self, customer: Any) -> list[dict[str, Any]]:
        group, thread = self.group(customer), self.thread(customer)
        return [] if group is None or thread is None else self.telegram.sent(group, thread)

    def _threads(self, customer: Any, group: int) -> list[int]:
        topics = self.telegram.state.chats[group].topics.items()
        return [thread for thread, topic in topics if topic.name.endswith(self.surnames[customer.id])]


@pytest.fixture
async def groups(sqlite_url, classifier, tmp_path):
    """Three groups of which the last is for Russian, and a bot to be started."""
    shop = tmp_path / "shop.yaml"
    async with make_harness(sqlite_url, classifier, shop=shop, leads=(LEAD,)) as harness:
        second, russian = (harness.telegram.relations.group(title) for title in ("Second", "Русская"))
        shop.write_text(f"service:\n  undo: 600s\ngroups:\n  ru: {russian}\n", encoding="utf-8")
        harness.telegram.customer("Lena", id=LEAD)
        shift = Grouped(harness)
        shift.groups = (harness.staff, second, russian)
        yield shift


async def test_customers_are_spread_by_what_is_open_and_by_language(groups):
    """Whoever has fewest open conversations gets the next; Russian goes to its group; commands work in each."""
    first, second, russian = groups.groups
    async with groups.harness.bot(staff_chat=groups.groups) as groups.app:
        people = [groups.customer(f"Guest{number}") for number in range(4)]
        for customer in people:
            await groups.asks(customer)
        olya = groups.customer("Оля", language_code="ru")
        await groups.asks(olya, "Где мой заказ? Он должен был прийти вчера")
        agent = groups.agent()
        groups.telegram.join(agent, second)
        there = next(customer for customer in people if groups.group(customer) == second)
        note = {"text": "// quiet please"}
        message = groups.telegram.say(agent, note, chat_id=second, thread_id=groups.thread(there))
        await groups.until(lambda: groups.fresh(message)["reactions"] == ["✍"])

        placed = [groups.group(customer) for customer in people]
        assert sorted(placed) == sorted([first, first, second, second])
        assert groups.group(olya) == russian
        groups.telegram.write(people[0], "And one more question: where is my invoice?")
        await groups.until(lambda: any("my invoice" in line for line in groups.lines(people[0])))
        assert groups.group(people[0]) == placed[0]


async def test_a_group_that_removed_the_bot_is_left(groups):
    """Its customers are with another group, with a summary and what was not delivered yet; the lead is told once."""
    first, second, _ = groups.groups
    async with groups.harness.bot(staff_chat=groups.groups[:2], shop=None) as groups.app:
        people = [groups.customer(f"Guest{number}") for number in range(4)]
        for customer in people:
            await groups.asks(customer)
        theirs = [customer for customer in people if groups.group(customer) == first]
        groups.telegram.relations.kick_bot(first)
        for customer in theirs:
            await groups.until(lambda customer=customer: groups.group(customer) == second)
            await groups.until(lambda customer=customer: groups.cards(customer))
        groups.telegram.write(theirs[0], "Hello? Is my parcel lost?")
        await groups.until(lambda: any("parcel lost" in line for line in groups.lines(theirs[0])))
        agent = groups.agent()
        groups.telegram.join(agent, second)
        groups.telegram.say(agent, {"text": "We have you."}, chat_id=second, thread_id=groups.thread(theirs[0]))
        await groups.until(lambda: groups.received(theirs[0]) == ["We have you."])
        await groups.until(lambda: groups.telegram.sent(LEAD))

        assert all(any("another desk" in line for line in groups.lines(customer)) for customer in theirs)
        assert {row.staff_chat for row in await groups.rows(Customer)} == {second}
        assert len([one for one in groups.telegram.sent(LEAD) if "can't work in the desk" in one["text"]]) == 1
        waiting = await groups.rows(Outgoing, chat_id=first, state=OutgoingState.QUEUED)
        assert waiting == []
    # The settings still name the group; the start leaves it out, as long as another one works.
    async with groups.harness.bot(staff_chat=groups.groups[:2], shop=None) as groups.app:
        fresh = groups.customer("Vera")
        await groups.asks(fresh)
        assert groups.group(fresh) == second


async def test_a_group_of_a_language_must_be_a_staff_group(groups):
    """A slip in shop.yaml stops the start with a sentence, not with customers in a stranger's group."""
    with pytest.raises(SettingsError, match="TRIAGE_STAFF_CHAT does not name"):
        async with groups.harness.bot(staff_chat=groups.groups[:2]):
            pass
