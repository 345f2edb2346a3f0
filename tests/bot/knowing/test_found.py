"""What `/find` finds: the same on both databases, in six languages, and nothing of what is gone."""

from datetime import timedelta

import pytest
from known_people import HOUR, NOW, a_person, a_talk, add, an_agent, buys, found, notes, read_all, says
from sqlalchemy import delete, func, select, text, update
from sqlmodel import col
from whole_words import WORDS

from bot.knowing import FoundFilling
from bot.storage.engine import Database
from bot.storage.erasing import erase_person
from bot.storage.found_filling import due_now, put_in, read_due, split
from bot.storage.redaction import erase_people
from bot.storage.tables import Customer, Found, FoundDue, Identity, Message, Note


async def count(database, table):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


ASKED = {
    "lamp": ["note", "lamp", "order"],
    "lamp money": ["lamp"],
    "lamps": ["note", "lamp", "order"],
    "возврата": ["refund"],
    "ВОЗВРАТ": ["refund"],
    "devries": ["anna"],
    "anna@example.org": ["anna"],
    "06 1234 5678": ["anna"],
    "+31612345678": ["anna"],
    "boris_spb": ["boris"],
    "#1042": ["order"],
    "brume": ["order"],
    "lamp in:notes": ["note"],
    "lamp in:orders": ["order"],
    "in:notes": ["note"],
    "lamp since:today": ["note", "lamp"],
    "lamp since:2026-02-01": ["note", "lamp", "order"],
    "refund lang:en": ["reply"],
    "lang:ru": ["refund"],
    "lamp from:anna": ["lamp", "order"],
    "from:olga": ["note", "reply"],
    "от:борис": ["refund"],
    "money order:1042": ["lamp"],
    "zebra": [],
    "lamp zebra": [],
    "order:9999": [],
}


@pytest.fixture
async def desk(database):
    """Anna and Борис, what they said, what was noted and bought."""
    async with database.writing() as session:
        anna = await a_person(session, "Anna", last_name="Devries", email="anna@example.org", phone="+31612345678")
        boris = await a_person(session, "Борис", username="boris_spb")
        olga = await an_agent(session)
        hers, lamp = await a_talk(session, anna, "Good morning", "The lamp flickers, I want my money back")
        _, refund = await a_talk(session, boris, "Когда придёт возврат денег?", lang="ru", at=NOW - 30 * HOUR)
        reply = await says(session, hers, "I'll ask for the refund today", direction="outgoing", agent_id=olga)
        note = await notes(session, hers, "She returns lamps often, be kind", agent=olga, at=NOW + 2 * HOUR)
        order = await buys(session, anna, "1042", "Desk lamp Brume", at=NOW - 100 * HOUR)
    await read_all(database)
    return {
        "anna": ("customer", anna),
        "boris": ("customer", boris),
        "lamp": ("message", lamp),
        "refund": ("message", refund),
        "reply": ("message", reply),
        "note": ("note", note),
        "order": ("order", order),
    }


async def test_what_is_found(database, desk):
    """Words, forms of words, names, addresses, numbers and filters; newest first, on both databases alike."""
    hits = {asked: await found(database, asked) for asked in ASKED}

    assert hits == {asked: [desk[name] for name in names] for asked, names in ASKED.items()}


async def test_the_very_words_come_before_their_forms(database):
    """Best first, and among the equally good the newest."""
    async with database.writing() as session:
        person = await a_person(session, "Anna")
        _, old = await a_talk(session, person, "the lamps arrived", at=NOW - 90 * HOUR)
        _, form = await a_talk(session, person, "the lamp arrived", at=NOW - 2 * HOUR)
        _, new = await a_talk(session, person, "lamps, again", at=NOW - 50 * HOUR)
    await read_all(database)

    assert await found(database, "lamps") == [("message", new), ("message", old), ("message", form)]


async def test_pages_follow_each_other_without_a_gap(database):
    """Ten and ten more, the same order on the way."""
    async with database.writing() as session:
        person = await a_person(session, "Anna")
        await a_talk(session, person, *(f"parcel {number}" for number in range(23)))
    await read_all(database)
    pages = [await found(database, "parcel", skip=skip) for skip in (0, 10, 20)]

    assert [len(page) for page in pages] == [10, 10, 3]
    assert [hit for page in pages for hit in page] == await found(database, "parcel", count=40)


@pytest.mark.parametrize(("lang", "said", "asked"), WORDS)
async def test_forms_of_words_find_each_other(lang, said, asked):
    """What people say and what agents type differ in their endings, accents and case."""
    from bot.searchwords import asked_words, beginning_of, words_of

    words = words_of(said)

    assert all(any(word.startswith(beginning_of(one)) for word in words) for one in asked_words(asked)), lang


async def test_a_changed_message_is_found_by_its_old_words_no_more(database, desk):
    """At once, in the write that changes it; by its new ones within seconds."""
    async with database.writing() as session:
        await session.execute(update(Message).where(col(Message.id) == desk["lamp"][1]).values(text="It's the kettle"))

    assert await found(database, "lamp") == [desk["note"], desk["order"]]

    await read_all(database)

    assert await found(database, "kettle") == [desk["lamp"]]


async def test_a_dropped_note_and_a_lost_address_are_gone_at_once(database, desk):
    """Whoever drops them, by whichever statement: the database itself sees to it."""
    async with database.writing() as session:
        await session.execute(delete(Note).where(col(Note.id) == desk["note"][1]))
        await session.execute(delete(Identity).where(col(Identity.kind) == "email"))

    assert await found(database, "often") == []
    assert await found(database, "anna@example.org") == []


async def test_who_is_erased_is_found_no_more_in_the_same_write(database, desk):
    """Not by a name, a word or a note; and what was due of them is not read any more."""
    async with database.writing() as session:
        await says(session, 1, "a last word of the lamp")
        await erase_person(session, desk["anna"][1], NOW, why="asked")

    assert await found(database, "lamp") == [desk["order"]]
    assert await found(database, "devries") == []
    await read_all(database)
    assert await found(database, "last") == []


async def test_nothing_of_the_erased_is_left_in_the_index_itself(sqlite_url):
    """SQLite's index carries dropped words along until it is rewritten, so an erasure rewrites it."""
    from bot.storage.migrate import migrate

    await migrate(sqlite_url)
    database = Database(sqlite_url)
    async with database.writing() as session:
        anna = await a_person(session, "Zaphiretta", email="quillwort@example.org")
        await a_talk(session, anna, "my xylophonist secret")
        other = await a_person(session, "Boris")
        await a_talk(session, other, "an ordinary marimba")
    await read_all(database)
    before = await index_of(database)
    async with database.writing() as session:
        await erase_person(session, anna, NOW, why="asked")
    after = await index_of(database)
    await database.close()

    assert all(word in before for word in (b"zaphiretta", b"quillwort", b"xylophonist", b"marimba"))
    assert not any(word in after for word in (b"zaphiretta", b"phiretta", b"quillwort", b"xylophonist"))
    assert b"marimba" in after


async def index_of(database):
    """Every block of SQLite's index, as it stands in the file."""
    async with database.reading() as session:
        rows = (await session.execute(text("SELECT block FROM found_words_data"))).all()
    return b"|".join(row[0] for row in rows)


async def test_who_the_shop_redacts_is_not_found_by_what_the_shop_told(database, desk):
    """An address that was cut is cut from the index in the same write."""
    async with database.writing() as session:
        await erase_people(session, [desk["anna"][1]])

    assert await found(database, "anna@example.org") == []
    assert await found(database, "612345678") == []


async def test_what_changes_while_it_is_read_is_read_again(database):
    """The old words are not put in over the new ones."""
    async with database.writing() as session:
        person = await a_person(session, "Anna")
        _, said = await a_talk(session, person, "a violet lamp")
    async with database.reading() as session:
        due = await due_now(session, 100)
        rows = split(await read_due(session, due))
    async with database.writing() as session:
        await session.execute(update(Message).where(col(Message.id) == said).values(text="a crimson lamp"))
    async with database.writing() as session:
        await put_in(session, due, rows)

    assert await found(database, "violet") == []
    await read_all(database)
    assert await found(database, "crimson") == [("message", said)]


async def test_two_processes_read_everything_once(database, migrated_url):
    """Whoever comes second finds nothing to do, and nothing is there twice."""
    other = Database(migrated_url)
    async with database.writing() as session:
        person = await a_person(session, "Anna")
        await a_talk(session, person, *(f"parcel {number}" for number in range(30)))
    async with database.reading() as session:
        due = await due_now(session, 100)
        rows = split(await read_due(session, due))
    async with database.writing() as session:
        first = await put_in(session, due, rows)
    async with other.writing() as session:
        second = await put_in(session, due, rows)
    await other.close()

    assert (first, second) == (31, 0)
    assert await count(database, Found) == 31
    assert await count(database, FoundDue) == 0


async def test_a_customer_who_changes_their_name_is_found_by_the_new_one(database, desk):
    """And no longer by the old one."""
    async with database.writing() as session:
        await session.execute(update(Customer).where(col(Customer.id) == desk["boris"][1]).values(first_name="Глеб"))
    await read_all(database)

    assert await found(database, "борис") == []
    assert await found(database, "глеб") == [desk["boris"]]


async def test_what_was_there_before_the_index_is_read_after_an_update(sqlite_url):
    """A desk that updates finds its old messages, too."""
    from bot.storage.migrate import migrate

    await migrate(sqlite_url, "0011")
    database = Database(sqlite_url)
    async with database.writing() as session:
        person = await add(session, Customer(first_name="Anna", created_at=NOW))
        await a_talk(session, person, "an ancient lamp", at=NOW - timedelta(days=400))
    await database.close()
    await migrate(sqlite_url)
    database = Database(sqlite_url)
    await FoundFilling(database)()
    hits = await found(database, "ancient")
    await database.close()

    assert [kind for kind, _ in hits] == ["message"]


async def test_a_migration_that_copies_a_table_does_not_make_the_index_deaf(sqlite_url):
    """The next start puts back what Alembic's copy left out."""
    from bot.storage.migrate import migrate

    await migrate(sqlite_url)
    database = Database(sqlite_url)
    async with database.writing() as session:
        await session.execute(text("DROP TRIGGER found_message_insert"))
    await migrate(sqlite_url)
    async with database.writing() as session:
        person = await a_person(session, "Anna")
        await a_talk(session, person, "heard again")
    await read_all(database)
    hits = await found(database, "heard")
    await database.close()

    assert len(hits) == 1
