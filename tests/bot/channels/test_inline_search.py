"""`@bot refund` in any chat: people of the desk find replies, nobody else finds anything."""

import pytest
import pytest_asyncio

OLGA = 424551
SETTINGS = {"agents": (OLGA,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def olga(shift):
    return shift.telegram.agent("Olga", id=OLGA, started=True)


async def found(shift, user, words):
    """Type behind the bot's name; gives the answered query."""
    query = shift.telegram.ask_inline(user, words)
    await shift.until(lambda: query.answered)
    return query


def texts(query):
    return [one["input_message_content"]["message_text"] for one in query.results]


async def test_an_agent_finds_replies_by_a_word(shift, olga):
    """With a title, the words that would be sent, and an answer that is theirs alone."""
    query = await found(shift, olga, "refund")

    assert query.results
    assert query.is_personal
    assert all("{{" not in text for text in texts(query))


async def test_the_first_ones_need_no_case(shift, olga):
    """What can be sent as it is comes before what has gaps, and a gap is said."""
    query = await found(shift, olga, "parcel")
    gaps = ["…" in text for text in texts(query)]
    said = ["to fill in" in one["description"] for one in query.results]

    assert not gaps[0]
    assert said == gaps


async def test_the_language_of_the_words_is_that_of_the_reply(shift, olga):
    """The desk speaks English; a Russian word finds the Russian text, two letters ask for one."""
    russian = await found(shift, olga, "возврат")
    named = await found(shift, olga, "refund ru")

    assert any("· RU" in one["title"] for one in russian.results)
    assert {one["title"].rpartition(" ")[2] for one in named.results} == {"RU"}


async def test_what_the_shop_does_not_promise_is_not_offered(shift, olga):
    """No return period is set here, so no text names one, not even with a gap."""
    query = await found(shift, olga, "return")

    assert not [text for text in texts(query) if "… days" in text]


async def test_a_stranger_finds_nothing(shift, olga):
    """Neither a customer nor anybody else learns what the shop has at hand."""
    query = await found(shift, shift.customer(), "refund")

    assert query.results == []


async def test_words_for_danger_are_not_a_tap_away(shift, olga):
    """Approved texts take two taps on a card, and a case."""
    query = await found(shift, olga, "harm")

    assert not [one for one in query.results if "are you safe" in str(one).lower()]


async def test_answers_come_within_a_tenth_of_a_second(shift, olga):
    """An agent types on; what comes late is for words that stand there no longer."""
    queries = [await found(shift, olga, words) for words in ("re", "ref", "refu", "refun", "refund")]

    assert sorted(query.seconds for query in queries)[len(queries) // 2] < 0.1


async def test_words_that_nothing_holds_find_nothing(shift, olga):
    """And an empty question is answered too."""
    assert (await found(shift, olga, "xyzzy")).results == []
    assert (await found(shift, olga, "")).results == []
