"""The shop's own playbooks while the bot runs: an edit counts within seconds, a broken one never does."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shift import Shift
from sqlalchemy import select
from sqlmodel import col

from bot.clocks import Clocks
from bot.settings import SettingsError
from bot.shelf import Shelf, ShelfKeeping
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.tables import Audit, Outgoing
from playbooks.loader import load_library

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OWN = "name: our_gift\nsummary: Ours.\nwhen: {words: {en: [gift]}}\nsubstance: {en: A gift.}\n"
BROKEN = OWN + "colour: red\n"
LEAD, GROUP = 77, -1007


@pytest.fixture
def own(tmp_path) -> Path:
    """A folder with one playbook."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "gift.yaml").write_text(OWN)
    return folder


@pytest.fixture
async def database(database_url):
    """A migrated database of either kind."""
    await migrate(database_url)
    database = Database(database_url)
    yield database
    await database.close()


def names(shelf):
    return {playbook.name for playbook in shelf.library.playbooks}


def settle(shelf):
    """Look twice: a change counts once it holds still."""
    shelf.refresh()
    return shelf.refresh()


def test_without_a_folder_what_ships_is_in_force():
    """And nothing is looked at."""
    shelf = Shelf.of(None)

    assert shelf.library == load_library()
    assert shelf.refresh() is False


def test_a_folder_that_is_not_there_stops_the_start(tmp_path):
    """The sentence names the setting."""
    with pytest.raises(SettingsError, match=r"TRIAGE_PLAYBOOKS: .*gone is not a folder"):
        Shelf.of(tmp_path / "gone")


def test_an_edit_is_in_force_once_it_holds_still(own):
    """A file that is being saved is not read half; the next look takes it."""
    shelf = Shelf.of(own)
    (own / "card.yaml").write_text(OWN.replace("our_gift", "our_card"))

    assert shelf.refresh() is False
    assert "our_card" not in names(shelf)
    assert shelf.refresh() is True
    assert {"our_gift", "our_card"} <= names(shelf)
    assert shelf.refresh() is False


def test_a_broken_edit_keeps_the_last_good_one(own):
    """What the shop wrote before still answers, until the file is mended."""
    shelf = Shelf.of(own)
    (own / "gift.yaml").write_text(BROKEN)
    settle(shelf)

    assert shelf.problems == ("gift.yaml, line 5: 'colour' is not a key here; known are " + _keys(shelf),)
    assert "our_gift" in names(shelf)

    (own / "gift.yaml").write_text(OWN.replace("A gift.", "A present."))
    settle(shelf)
    assert shelf.problems == ()
    assert shelf.library["our_gift"].substance["en"]["warm"][0].text == "A present."


def _keys(shelf):
    return shelf.problems[0].partition("known are ")[2]


def test_a_broken_folder_at_the_start_leaves_what_ships_in_force(own):
    """The bot starts."""
    (own / "gift.yaml").write_text(BROKEN)
    shelf = Shelf.of(own)

    assert shelf.library == load_library()
    assert len(shelf.problems) == 1


def test_a_file_that_cannot_be_read_is_named_once_it_is_there(own):
    """The files that can be read are as they were; the link that leads nowhere is told all the same."""
    shelf = Shelf.of(own)
    (own / "card.yaml").symlink_to(own / "gone.yaml")
    settle(shelf)

    assert shelf.problems == ("card.yaml: leads nowhere; put the file itself here",)

    (own / "card.yaml").unlink()
    settle(shelf)
    assert shelf.problems == ()


def test_an_edit_that_leaves_time_and_size_as_they_were_is_read(own):
    """As an archive that is unpacked does, or a tool that keeps times."""
    shelf = Shelf.of(own)
    before = (own / "gift.yaml").stat()
    (own / "gift.yaml").write_text(OWN.replace("A gift.", "A cake."))
    os.utime(own / "gift.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))
    settle(shelf)

    assert shelf.library["our_gift"].substance["en"]["warm"][0].text == "A cake."


def test_another_reason_why_a_folder_cannot_be_read_is_told(own, monkeypatch):
    """First there is too much in it, then it is gone."""
    shelf = Shelf.of(own)
    monkeypatch.setattr("playbooks.folder.MAX_FILES", 0)
    settle(shelf)

    assert "holds 1 playbook files" in shelf.problems[0]

    (own / "gift.yaml").unlink()
    own.rmdir()
    settle(shelf)
    assert "is not a folder" in shelf.problems[0]


def test_a_folder_that_goes_away_changes_nothing(own):
    """A share that is unmounted for a minute does not silence the shop's own answers."""
    shelf = Shelf.of(own)
    (own / "gift.yaml").unlink()
    own.rmdir()
    settle(shelf)

    assert "our_gift" in names(shelf)
    assert "is not a folder" in shelf.problems[0]


def test_an_error_of_ours_keeps_the_library_too(own, monkeypatch, caplog):
    """Whatever a file makes of us, customers are still answered."""
    shelf = Shelf.of(own)
    (own / "gift.yaml").write_text(OWN + "\n")
    monkeypatch.setattr("bot.shelf.load_library", lambda folder: 1 / 0)
    settle(shelf)

    assert "our_gift" in names(shelf)
    assert "ZeroDivisionError" in shelf.problems[0]
    assert "cannot be read" in caplog.text


async def rows(database):
    async with database.reading() as session:
        found = (await session.scalars(select(Outgoing).order_by(col(Outgoing.id)))).all()
    return [(row.chat_id, row.content["key"], row.content["values"]) for row in found]


async def test_leads_are_told_once_and_once_more_when_it_is_mended(own, database, caplog):
    """Not at each look, not after a restart, and each new mistake once."""
    (own / "gift.yaml").write_text(BROKEN)
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    shelf = Shelf.of(own)
    for _ in range(3):
        await ShelfKeeping(shelf, database, clocks, (GROUP,), (LEAD,))()
    ((chat, key, values),) = await rows(database)

    assert (chat, key) == (LEAD, "playbooks_refused")
    assert values["problems"].startswith("gift.yaml, line 5: 'colour' is not a key here")
    assert caplog.text.count("own playbooks are not in force") == 1

    (own / "gift.yaml").write_text(OWN)
    keeping = ShelfKeeping(shelf, database, clocks, (GROUP,), (LEAD,))
    for _ in range(3):
        await keeping()
    assert [key for _, key, _ in await rows(database)] == ["playbooks_refused", "playbooks_mended"]
    async with database.reading() as session:
        audited = (await session.scalars(select(col(Audit.action)).order_by(col(Audit.id)))).all()
    assert audited == ["playbooks_refused", "playbooks_mended"]


async def test_of_several_processes_one_tells(own, database):
    """They see the same mistake at the same moment; nobody is told twice."""
    (own / "gift.yaml").write_text(BROKEN)
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    rest = [Database(database.url.render_as_string(hide_password=False)) for _ in range(3)]
    keepers = [ShelfKeeping(Shelf.of(own), each, clocks, (GROUP,), (LEAD,)) for each in (database, *rest)]
    await asyncio.gather(*(keeping() for keeping in keepers))
    for each in rest:
        await each.close()

    assert [key for _, key, _ in await rows(database)] == ["playbooks_refused"]


async def test_without_leads_the_staff_groups_are_told(own, database):
    """Outside of the customers' topics; three problems, and how many more there are."""
    for name in "abcde":
        (own / f"{name}.yaml").write_text("x: 1\n")
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    await ShelfKeeping(Shelf.of(own), database, clocks, (GROUP,))()
    ((chat, _, values),) = await rows(database)

    assert chat == GROUP
    assert len(values["problems"].splitlines()) == 4
    assert values["problems"].splitlines()[3].startswith("… +")


async def test_nobody_is_told_where_nothing_was_wrong(own, database):
    """A good folder makes no noise."""
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    await ShelfKeeping(Shelf.of(own), database, clocks, (GROUP,), (LEAD,))()

    assert await rows(database) == []


async def test_a_bot_with_broken_playbooks_answers_and_tells_the_group(harness, own, monkeypatch):
    """A customer gets a card with replies; the group reads file and line."""
    monkeypatch.setattr("bot.app.SHELF_SECONDS", 1)
    (own / "gift.yaml").write_text(BROKEN)
    shift = Shift(harness)
    anna = shift.customer("Anna")
    async with harness.bot(playbooks=own) as shift.app:
        await harness.telegram.until(
            lambda: any("gift.yaml, line 5" in text for text in harness.texts(harness.staff)), timeout=20
        )
        await shift.asks(anna)

    assert harness.cards()
