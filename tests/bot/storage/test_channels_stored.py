"""What is kept of accounts and of words handed in, on either database, with two writers at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.channels import account_in, automatic_allowed, customer_line
from bot.desk.assist import is_key
from bot.shop.shopfile import ShopError, load_shop
from bot.storage.assists import HandingIn, Part, Reading, add_part, claim_due, drop_assists, keep_reading
from bot.storage.cases import load_case
from bot.storage.channels import AccountTold, meant, save_account, why_closed
from bot.storage.erasing import erase_person
from bot.storage.tables import Assist, Conversation, Customer, Identity, Intake, Message

NOW = datetime(2027, 5, 3, 10, tzinfo=UTC)


async def talks(database, *connections, waiting=()):
    """A customer with a conversation in each of these chats; gives their id."""
    async with database.writing() as session:
        customer = Customer(first_name="Anna", created_at=NOW)
        session.add(customer)
        await session.flush()
        session.add(Identity(customer_id=customer.id, kind="telegram", value="77", created_at=NOW))
        for connection in connections:
            since = NOW if connection in waiting else None
            talk = Conversation(customer_id=customer.id, connection=connection, opened_at=NOW, waiting_since=since)
            session.add(talk)
            await session.flush()
            session.add(Message(conversation_id=talk.id, direction="incoming", connection=connection, at=NOW, text="x"))
        return customer.id


def told(**more):
    return AccountTold(**{"connection": "lamps", "user_id": 5_000_000_005, "chat_id": 5_000_000_005, "name": "Lamps"} | {"can_reply": True, "enabled": True, "since": NOW} | more)  # fmt: skip


async def test_a_case_is_that_of_its_chat(database):
    """The same person in two chats has two conversations, and each message finds its own."""
    await talks(database, "", "lamps")
    async with database.reading() as session:
        found = [(await load_case(session, 77, NOW, chat)).conversation.connection for chat in ("", "lamps")]

    assert found == ["", "lamps"]


@pytest.mark.parametrize(
    ("chats", "waiting", "answer"),
    [
        (("lamps",), (), "lamps"),
        (("", "lamps"), ("",), ""),
        (("", "lamps"), (), "lamps"),
        (("", "lamps"), ("", "lamps"), None),
    ],
)
async def test_which_chat_an_agents_words_are_for(database, chats, waiting, answer):
    """The only one, the one that waits, the one spoken in last; where two wait the agent is asked."""
    customer = await talks(database, *chats, waiting=waiting)
    async with database.reading() as session:
        found = await meant(session, customer, -1, None)

    assert (found == "which_chat") if answer is None else (found.connection == answer)


@pytest.mark.parametrize(
    ("account", "later", "why"),
    [
        (told(), timedelta(hours=1), None),
        (told(), timedelta(hours=24), "business_too_late"),
        (told(can_reply=False), timedelta(hours=1), "business_no_right"),
        (told(enabled=False), timedelta(hours=1), "business_gone"),
        (None, timedelta(hours=1), "business_gone"),
    ],
)
async def test_why_an_accounts_chat_is_closed(database, account, later, why):
    """Told by what the account allows and when the customer last wrote; the chat with the bot is never closed."""
    await talks(database, "lamps", "")
    async with database.writing() as session:
        if account is not None:
            await save_account(session, account, NOW)
        found = await session.get(Conversation, 1), await session.get(Conversation, 2)
        told_why = [await why_closed(session, one, NOW + later) for one in found]

    assert told_why == [why, None]


async def test_parts_that_come_while_one_reads_are_read_with_the_others(database):
    """What was read without them is not kept."""
    part = HandingIn(7, "Olga", NOW, Part("Hello"))
    async with database.writing() as session:
        await add_part(session, part)
    async with database.writing() as session:
        (handed,) = await claim_due(session, NOW + timedelta(seconds=2))
        again = await claim_due(session, NOW + timedelta(seconds=2))
        await add_part(session, HandingIn(7, "Olga", NOW, Part("Where is it?")))
        kept = await keep_reading(session, handed, Reading(None, None, None, "", "unknown"))
    async with database.writing() as session:
        (both,) = await claim_due(session, NOW + timedelta(seconds=2))

    assert (again, kept) == ([], None)
    assert [one.text for one in both.parts] == ["Hello", "Where is it?"]


async def test_a_reading_that_died_is_done_by_somebody_else(database):
    """After half a minute, once."""
    async with database.writing() as session:
        await add_part(session, HandingIn(7, "Olga", NOW, Part("Hello")))
        await claim_due(session, NOW + timedelta(seconds=2))
        early = await claim_due(session, NOW + timedelta(seconds=20))
        late = await claim_due(session, NOW + timedelta(seconds=40))

    assert (len(early), len(late)) == (0, 1)


async def test_words_handed_in_go_after_a_day(database):
    """Not before."""
    async with database.writing() as session:
        await add_part(session, HandingIn(7, "Olga", NOW, Part("Hello")))
        await drop_assists(session, NOW + timedelta(hours=23))
    async with database.reading() as session:
        held = await session.scalar(select(func.count()).select_from(Assist))
    async with database.writing() as session:
        await drop_assists(session, NOW + timedelta(hours=25))
    async with database.reading() as session:
        left = await session.scalar(select(func.count()).select_from(Assist))

    assert (held, left) == (1, 0)


async def test_what_was_handed_in_of_the_erased_goes_with_them(database):
    """Also where nobody said yet whose it is, and with the update that brought it to the agent's private chat."""
    customer = await talks(database, "")
    stored = {"bot_id": 42, "kind": "message", "received_at": NOW, "not_before": NOW, "state": "done", "done_at": NOW}
    async with database.writing() as session:
        for number, agent in ((1, 7), (2, 8)):
            session.add(Intake(update_id=number, line=f"chat:{agent}", payload=f"words {number}", **stored))
        await add_part(session, HandingIn(7, "Olga", NOW, Part("It is broken", forwarded=True, telegram_id=77)))
        await add_part(session, HandingIn(8, "Pia", NOW, Part("Where is it?", forwarded=True, telegram_id=78)))
        await erase_person(session, customer, NOW, why="asked")
    async with database.reading() as session:
        held = [row.agent_telegram_id for row in await session.scalars(select(Assist))]
        payloads = (await session.scalars(select(Intake.payload).order_by(Intake.update_id))).all()

    assert held == [8]
    assert payloads == ["{}", "words 2"]


@pytest.mark.parametrize(
    ("setting", "allowed"), [("", False), ('business: {automatic: "on"}', True), ("business: {automatic: off}", False)]
)
def test_automatic_words_in_an_accounts_chat_need_the_shops_yes(tmp_path, setting, allowed):
    """In the chat with the bot they are always allowed; YAML's bare off is understood."""
    (tmp_path / "shop.yaml").write_text(f"name: Lamps\n{setting}\n")
    shop = load_shop(tmp_path / "shop.yaml")
    there, here = (
        Conversation(customer_id=1, opened_at=NOW, connection="lamps"),
        Conversation(customer_id=1, opened_at=NOW),
    )

    assert automatic_allowed(there, shop) is allowed
    assert automatic_allowed(here, shop)


def test_a_switch_that_is_none_is_refused(tmp_path):
    """With the words that would be right."""
    (tmp_path / "shop.yaml").write_text("business: {automatic: sometimes}\n")

    with pytest.raises(ShopError, match='write "on" or "off"'):
        load_shop(tmp_path / "shop.yaml")


def test_a_line_names_its_chat():
    """Two chats of one number are two lines."""
    assert {customer_line("", 77), customer_line("lamps", 77)} == {"p:77", "b:lamps:77"}
    assert account_in(customer_line("lamps", 77)) == "lamps"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("order 1042", True),
        ("#1042", True),
        ("anna@vries.example", True),
        ("+31 6 1234 5678", True),
        ("заказ 1042", True),
        ("Where is order 1042?", False),
        ("It cost 30 and came broken", False),
        ("Hello", False),
    ],
)
def test_what_only_says_who_somebody_is(text, key):
    """An answer to a card that does is no word of the customer's."""
    assert is_key(text) is key
