"""What agents do with a suggestion is noted in the write that does it."""

from datetime import timedelta

import pytest

from bot.storage.tables.playbooks import ReplyUse, WordingRecord
from bot.storage.uses import load_records

pytestmark = pytest.mark.asyncio(loop_scope="module")


def suggested(shift, card, place=0):
    """The text of a reply as the card shows it."""
    lines = shift.fresh(card)["text"].splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("REPLY")]
    return lines[starts[place] + 1]


async def the_use(shift, customer):
    uses = await shift.of(ReplyUse, customer)
    return uses[0] if uses else None


async def test_a_pressed_reply_was_sent_unchanged(shift):
    """By whom, which tone of which playbook, and every wording of it."""
    anna, olga = shift.customer(), shift.agent("Olga")
    before = {one.key: one.unchanged for one in await shift.rows(WordingRecord)}
    await shift.press(olga, await shift.asks(anna), "say", "firm")
    use = await the_use(shift, anna)
    after = {one.key: one.unchanged for one in await shift.rows(WordingRecord)}
    names = [f"{one['playbook']}.{one['slot']}.{one['key']}" for one in use.wordings]

    assert (use.outcome, use.tone, use.difference) == ("unchanged", "firm", None)
    assert "substance" in {one["slot"] for one in use.wordings}
    assert all(after[name] == before.get(name, 0) + 1 for name in names)


async def test_an_undone_reply_never_happened(shift):
    """Nothing is counted, and what follows counts as if nothing had been pressed."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.press(olga, await shift.asks(anna), "say", "short")
    (use,) = await shift.of(ReplyUse, anna)
    (key,) = {f"{one['playbook']}.substance.{one['key']}" for one in use.wordings if one["slot"] == "substance"}
    (counted,) = await shift.rows(WordingRecord, key=key)
    await shift.until(lambda: shift.data(shift.card(anna), "undo") if "Undo" in str(shift.card(anna)) else None)
    await shift.press(olga, shift.card(anna), "undo")
    (left,) = await shift.rows(WordingRecord, key=key)

    assert await shift.of(ReplyUse, anna) == []
    assert left.unchanged == counted.unchanged - 1


async def test_own_words_near_a_reply_changed_it(shift):
    """What an agent copies with Edit, changes and sends; the customer's name is not kept."""
    anna, olga = shift.customer("Wilhelmina"), shift.agent("Olga")
    text = suggested(shift, await shift.asks(anna))
    await shift.says(olga, anna, f"{text} and kind regards to you, Wilhelmina, from Olga")
    use = await the_use(shift, anna)

    assert use.outcome == "changed"
    assert use.difference == " → and kind regards to you, [name], from [name]"


async def test_a_reply_pasted_as_it_stands_is_unchanged(shift):
    """Edit, copy, send: the agent looked and changed nothing."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.says(olga, anna, suggested(shift, await shift.asks(anna), place=1))

    assert (await the_use(shift, anna)).outcome == "unchanged"


async def test_own_words_unlike_any_reply_skipped_them(shift):
    """And nothing of those words is kept here."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna)
    await shift.says(olga, anna, "The courier lost it near Groningen; a new lamp leaves our warehouse tonight")
    use = await the_use(shift, anna)

    assert (use.outcome, use.difference) == ("skipped", None)


async def test_words_added_to_an_answer_change_nothing(shift):
    """The turn was answered; what follows is no answer to the suggestion."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna)
    await shift.press(olga, card, "say", "warm")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))
    await shift.says(olga, anna, "One thing more: it needs two batteries, which are not in the box")

    assert [use.outcome for use in await shift.of(ReplyUse, anna)] == ["unchanged"]


async def test_resolving_without_an_answer_says_nothing(shift):
    """Perhaps nothing had to be said."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna)
    await shift.press(olga, card, "resolve")
    await shift.push(olga, card, shift.data(shift.fresh(card), "close"))

    assert await shift.of(ReplyUse, anna) == []


async def test_of_somebody_in_danger_nothing_is_learnt(shift):
    """Neither of an approved text nor of own words (desk.md, guards)."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, "There is no point in anything any more, I want to kill myself")
    await shift.says(olga, anna, "I am here with you. Can I call you right now?")

    assert await shift.of(ReplyUse, anna) == []


async def test_of_somebody_who_was_in_danger_nothing_is_learnt_for_a_month(shift):
    """Not from what is talked about later in that conversation, nor from a parcel asked for in the next one."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, "There is no point in anything any more, I want to kill myself")
    await shift.says(olga, anna, "I am here with you. Can I call you right now?")
    await shift.press(olga, await shift.asks(anna), "say", "warm")
    await shift.let_go(anna)
    await shift.until(lambda: len(shift.received(anna)) > 1)
    same = await shift.of(ReplyUse, anna)
    await shift.until(lambda: "Resolve" in str(shift.card(anna)))
    await shift.press(olga, shift.card(anna), "resolve")
    shift.harness.clock.advance(timedelta(days=20))
    await shift.press(olga, await shift.asks(anna), "say", "warm")
    next_one = await shift.of(ReplyUse, anna)
    await shift.let_go(anna)
    await shift.until(lambda: len(shift.received(anna)) > 2)
    await shift.press(olga, shift.card(anna), "resolve")
    shift.harness.clock.advance(timedelta(days=31))
    await shift.press(olga, await shift.asks(anna), "say", "warm")

    assert (same, next_one) == ([], [])
    assert len(await shift.of(ReplyUse, anna)) == 1


async def test_the_clock_brings_the_counts_to_the_thinking(shift):
    """What was counted is what the next message's wordings are chosen by, without a look at the database."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.press(olga, await shift.asks(anna), "say", "warm")
    async with shift.app.database.reading() as session:
        records = await load_records(session)
    from bot.statistics import take_measures

    premises = shift.app.dispatcher["triage"].premises
    zone, now = shift.app.settings.zone, shift.harness.clock.now()
    measures = await take_measures(shift.app.database, premises.shop, zone, now)

    assert records
    assert measures.records == records
