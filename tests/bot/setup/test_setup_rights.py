"""Who may set the desk up, and what chat cannot change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.chosen import fixed_by, shop_under, with_chosen
from bot.desk.action import Action, Actor
from bot.desk.setup.asking import open_walk, press_subject, press_value
from bot.desk.setup.groups import Group, ask_to_join, group_seen, let_in
from bot.desk.setup.walk import Code, Step, Walk
from bot.settings import Settings
from bot.shop.shopfile import load_shop
from bot.storage.chosen import load_chosen
from bot.storage.engine import Database
from bot.storage.tables import Agent, Outgoing
from bot.wording import load_wording

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
MARIT, OLGA, STRANGER = 7_000_000_001, 7_000_000_002, 7_000_000_003
GROUP = Group(-1001, "Desk", has_topics=True, may_manage=True)


def step(who=MARIT):
    return Step(who, "Marit", NOW, NOW)


@pytest.fixture
def walk():
    settings = Settings(_env_file=None)
    return Walk(settings, load_shop(), load_wording("en"), fixed_by(settings), Code("482913"), "desk_bot")


@pytest.fixture
async def do(migrated_url):
    """Do one thing of the walk; answers what was told."""
    database = Database(migrated_url)

    async def do(deed, *given, **named):
        async with database.writing() as session:
            return await deed(session, *given, **named)

    yield do
    await database.close()


async def said(session):
    rows = (await session.scalars(select(Outgoing).order_by(Outgoing.id))).all()
    return [(row.chat_id, row.content.get("html", "")) for row in rows]


async def test_the_code_makes_the_first_owner_and_no_second(do, walk):
    """Whoever has the console's code owns the desk; afterwards the code opens nothing."""
    await do(open_walk, walk=walk, step=step(), code="482913")

    told = await do(open_walk, walk=walk, step=step(STRANGER), code="482913")

    assert told.key == "setup_not_you"
    assert (await do(load_chosen))["owners"] == [MARIT]


async def test_a_code_cannot_be_guessed(do, walk):
    """After five wrong tries not even the right one opens; a new start has a new code."""
    for number in range(5):
        assert (await do(open_walk, walk=walk, step=step(STRANGER), code=f"{number:06}")).key == "setup_wrong_code"

    assert (await do(open_walk, walk=walk, step=step(STRANGER), code="482913")).key == "setup_wrong_code"
    assert "owners" not in await do(load_chosen)


@pytest.mark.parametrize("pressed", [("group", "-1009"), ("leads", "7000000003"), ("hours", "9-17")])
async def test_a_strangers_press_changes_nothing(do, walk, pressed):
    """Buttons can be forged; what counts is who presses."""
    await do(open_walk, walk=walk, step=step(), code="482913")

    told = await do(press_value, walk=walk, step=step(STRANGER), pressed=pressed)

    assert (told.key, told.alert) == ("setup_not_you", True)
    assert set(await do(load_chosen)) == {"owners"}


async def test_what_the_environment_says_comes_first(do, walk):
    """A setting that stands elsewhere is not asked for, and says where it stands."""
    fixed = replace(walk, fixed=frozenset({"timezone"}))
    await do(open_walk, walk=fixed, step=step(), code="482913")

    assert (await do(press_subject, walk=fixed, step=step(), subject="timezone")).key == "setup_fixed"
    settings = with_chosen(Settings(_env_file=None, timezone="Asia/Tokyo"), {"timezone": "Europe/Amsterdam"})
    assert settings.timezone == "Asia/Tokyo"


async def test_what_was_chosen_is_in_force_after_the_next_start(do, walk):
    """Ids, zone and language become settings; hours, languages and name lie under shop.yaml."""
    await do(open_walk, walk=walk, step=step(), code="482913")
    for pressed in (
        ("leads", str(OLGA)),
        ("language", "ru"),
        ("languages", "ca"),
        ("hours", "10-20"),
        ("closed", "sunday"),
    ):
        await do(press_value, walk=walk, step=step(), pressed=pressed)
    chosen = await do(load_chosen)
    settings, shop = with_chosen(Settings(_env_file=None), chosen), load_shop(None, shop_under(chosen))

    assert (settings.owners, settings.leads, settings.language) == ((MARIT,), (OLGA,), "ru")
    assert shop.languages == ("en", "ru", "ca")
    assert (f"{shop.hours.opens:%H:%M}", shop.hours.closed_weekdays) == ("10:00", (6,))


async def test_the_last_language_stays(do, walk):
    """A desk that answers in no language is none."""
    await do(open_walk, walk=walk, step=step(), code="482913")
    await do(press_value, walk=walk, step=step(), pressed=("languages", "ru"))

    assert (await do(press_value, walk=walk, step=step(), pressed=("languages", "en"))).key == "setup_one_language"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"has_topics": False}, "has no topics yet"),
        ({"may_manage": False}, "may not manage topics"),
        ({}, "is the agents' group now"),
        ({"left": True}, "no longer in"),
    ],
)
async def test_a_group_is_looked_at_when_the_bot_is_added(do, walk, changes, says):
    """The owner hears at once what is right with it and what is missing."""
    await do(open_walk, walk=walk, step=step(), code="482913")

    await do(group_seen, walk=walk, step=step(), group=replace(GROUP, **changes))

    assert any(chat == MARIT and says in html for chat, html in await do(said))
    assert ((await do(load_chosen)).get("staff_chat") == [-1001]) is (not changes)


async def test_a_strangers_group_is_nothing_to_the_desk(do, walk):
    """Anybody can add a bot to a group; it becomes no desk, and nobody is bothered."""
    await do(open_walk, walk=walk, step=step(), code="482913")
    before = len(await do(said))

    await do(group_seen, walk=walk, step=step(STRANGER), group=GROUP)

    assert "staff_chat" not in await do(load_chosen)
    assert len(await do(said)) == before


async def test_who_wants_to_be_an_agent_is_let_in_by_an_owner(do, walk):
    """With a list, /join asks the owners; a tap adds the person."""
    await do(open_walk, walk=walk, step=step(), code="482913")
    await do(press_value, walk=walk, step=step(), pressed=("agents", "listed"))
    action = Action(Actor(OLGA, "Olga"), NOW, NOW, walk.shop, walk.settings.zone)
    asked = await do(ask_to_join, walk=walk, action=action)
    agent = await do(lambda session: session.scalar(select(Agent.id).where(Agent.telegram_id == OLGA)))

    await do(let_in, walk=walk, step=step(STRANGER), agent_id=agent)
    await do(let_in, walk=walk, step=step(), agent_id=agent)

    assert asked.key == "setup_join_passed_on"
    assert (await do(load_chosen))["agents"] == [MARIT, OLGA]
