"""`/playbooks`: what is made of suggested replies, for agents in their group and for leads in private."""

import pytest

from bot.clocks import machine_now
from bot.comparing import Outcome
from bot.desk.playbooksview import LISTED, NAMED, PlaybooksView
from bot.shelf import Shelf
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.playbook_figures import Figures, Tally
from bot.telegram.texts import LONGEST
from bot.wording import load_wording
from playbooks.loader import Library
from playbooks.records import Counts
from playbooks.schema import Playbook

LEAD = 434343
SETTINGS = {"leads": (LEAD,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


def answers(shift, asked, chat=None):
    """List what the bot has answered to a message."""
    sent = shift.telegram.sent(chat or shift.staff)
    return [one["text"] for one in sent if one["from"]["is_bot"] and one["message_id"] > asked["message_id"]]


async def ask(shift, agent, text="/playbooks"):
    asked = shift.telegram.write_in_topic(agent, None, text)
    await shift.until(lambda: answers(shift, asked))
    return answers(shift, asked)[0]


async def test_before_anything_was_suggested_it_says_so(shift):
    """Not a table of noughts."""
    assert await ask(shift, shift.agent()) == (
        "No reply has been suggested in the last 30 days, so there is nothing to count yet"
    )


async def test_agents_see_what_became_of_replies(shift):
    """In General too: how often a playbook's reply was suggested, sent, changed and left."""
    olga = shift.agent("Olga")
    for what in ("press", "skip"):
        anna = shift.customer()
        card = await shift.asks(anna)
        if what == "press":
            await shift.press(olga, card, "say", "warm")
        else:
            await shift.says(olga, anna, "The courier lost it near Groningen, so a new lamp leaves tonight")
    told = await ask(shift, olga)
    name = next(line for line in told.splitlines() if line.startswith("• ")).split(":")[0].removeprefix("• ")
    one = await ask(shift, olga, f"/playbooks {name}")

    assert told.splitlines()[0] == "In 30 days 50% of 2 answers went out as suggested"
    assert f"• {name}: 2 · 1 · 0 · 1" in told
    assert "self_harm" not in told
    assert one.startswith(f"{name}: ")
    assert "In 30 days: suggested 2, sent unchanged 1, changed 0, left for other words 1" in one
    assert "• en, substance, warm: “" in one


async def test_a_lead_asks_in_private(shift):
    """There it is no customer's message; an agent who leads nobody is greeted as ever."""
    lena = shift.telegram.agent("Lena", id=LEAD, started=True)
    asked = shift.telegram.write(lena, "/playbooks")
    await shift.until(lambda: answers(shift, asked, lena.id))

    assert not answers(shift, asked, lena.id)[0].startswith("You are an agent here")


async def test_a_command_in_a_topic_never_reaches_its_customer(shift):
    """It is answered there, and nothing leaves."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna)
    thread = shift.thread(anna)
    asked = shift.telegram.write_in_topic(olga, thread, "/playbooks@triage_bot")
    await shift.until(lambda: any("/playbooks and a name" in text for text in answers(shift, asked)))

    assert shift.received(anna) == []


async def test_a_mistyped_name_is_helped(shift):
    """With the nearest one, or the way to the list."""
    olga = shift.agent()

    assert await ask(shift, olga, "/playbooks everyda") == "There is no playbook everyda. Do you mean everyday?"
    assert await ask(shift, olga, "/playbooks xyz") == "There is no playbook xyz. /playbooks lists them"
    assert await ask(shift, olga, "/playbooks self_harm") == ("There is no playbook self_harm. /playbooks lists them")


def tally(suggested=0, *, changes=(), **outcomes):
    """A playbook's figures; changes by how many conversations had them."""
    found = Tally(suggested)
    found.outcomes.update({Outcome(name): count for name, count in outcomes.items()})
    found.changes.update(dict(changes))
    return found


def overview(tallies, *, known=(), reached=(), lang="en"):
    """The words for these figures."""
    view = PlaybooksView(None, Shelf(library=Library(())), load_wording(lang))
    return list(view._all(Figures(tallies, set(reached) | set(tallies)), {*tallies, *known}))


async def test_what_is_always_edited_says_how():
    """With the usual differences, what was masked named in the desk's words."""
    changes = {"by [number] → tomorrow": 3, " → Have a nice day!": 2, "Dear [name] → ": 2, "only here → once": 1}
    edited = tally(9, changed=4, skipped=1, changes=changes)
    sent = tally(5, unchanged=5)
    lines = overview({"late": edited, "praise": sent})

    assert lines[2:] == [
        "✏️ late: 9 · 0 · 4 · 1",
        "✔️ praise: 5 · 5 · 0 · 0",
        "Never sent unchanged: late. Its wording is worth a look",
        "“by ‹number›” → “tomorrow” (3×)",
        "added: “Have a nice day!” (2×)",
        "left out: “Dear ‹name›” (2×)",
        "/playbooks and a name shows one with its wordings",
    ]
    assert "«by ‹число›» → «tomorrow» (3×)" in overview({"late": edited}, lang="ru")


async def test_two_uses_say_neither_always_nor_never():
    """A mark after one edit would be noise."""
    assert "• late: 9 · 0 · 2 · 0" in overview({"late": tally(9, changed=2)})


async def test_what_is_never_meant_is_named():
    """As many names as a phone shows."""
    known = [f"idle{number:02}" for number in range(NAMED + 5)]
    (line,) = [line for line in overview({"late": tally(1)}, known=known) if line.startswith("Not meant")]

    assert line.startswith(f"Not meant for any message in 30 days ({NAMED + 5}): idle00, idle01")
    assert line.endswith(f"idle{NAMED - 1:02} and 5 more")


async def test_a_large_library_stays_readable():
    """The most suggested first, and the rest is counted."""
    lines = overview({f"book{number:03}": tally(number, changed=9) for number in range(200)})

    assert [line for line in lines if "book199:" in line] == [lines[2]]
    assert lines[2 + LISTED] == f"… and {200 - LISTED} more"
    assert len("\n".join(lines)) < LONGEST


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_one_playbook_shows_its_wordings(lang):
    """The most used first, variables by name; one text for all tones has no tone."""
    playbook = Playbook.model_validate(
        {
            "name": "late",
            "summary": "A parcel is late.",
            "substance": {"en": {"warm": ["#{{ order.id }} is late.", "It is late."], "firm": "Late."}},
            "closing": {"en": "Bye."},
        }
    )
    variants = [*playbook.substance["en"]["warm"], *playbook.closing["en"]["warm"]]
    names = [f"late.{slot}.{one.key}" for slot, one in zip(["substance"] * 2 + ["closing"], variants, strict=True)]
    records = dict(zip(names, (Counts(1, 2, 3), Counts(), Counts(9)), strict=True))
    view = PlaybooksView(None, Shelf(library=Library((playbook,))), load_wording(lang))
    lines = list(view._one(playbook, tally(7, unchanged=4), records))
    left, right = ("“", "”") if lang == "en" else ("«", "»")

    assert lines[0] == "late: A parcel is late."
    assert lines[-2:] == [
        f"• en, closing: {left}Bye.{right} 9 · 0 · 0",
        f"• en, substance, warm: {left}#‹order.id› is late.{right} 1 · 2 · 3",
    ]
    assert list(view._one(playbook, tally(), {}))[-1] == load_wording(lang)("playbook_unused")


async def test_no_playbook_about_danger_to_oneself_is_told_of(sqlite_url):
    """Its figures would say that there was somebody (desk.md, guards)."""
    await migrate(sqlite_url)
    database = Database(sqlite_url)
    view = PlaybooksView(database, Shelf(), load_wording("en"))
    hidden, extra, shown = [await view(name, machine_now()) for name in ("self_harm", "vulnerable", "everyday")]
    await database.close()

    assert hidden.startswith("There is no playbook self_harm")
    assert extra.startswith("There is no playbook vulnerable")
    assert shown.startswith("everyday: ")
