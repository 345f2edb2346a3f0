"""From a token alone to a working desk, by chat."""

import asyncio
import re
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from bot.cli.run import run_desk
from bot.sandbox import SandboxServer
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.tables import Chosen
from bot.telegram.callbacks import pack_raw


class Founder:
    """An owner with nothing but a token, and what they see."""

    def __init__(self, telegram, settings):
        self.telegram, self.settings = telegram, settings
        self.owner = telegram.customer("Marit", "Owner")
        self.code = ""

    def pages(self):
        return [one for one in self.telegram.sent(self.owner.id) if one["from"]["is_bot"]]

    async def until(self, seen):
        await self.telegram.until(seen, timeout=40)

    async def says(self, text, expected):
        """Write, and wait for words that come back."""
        before = len(self.pages())
        self.telegram.write(self.owner, text)
        await self.until(lambda: any(expected in one["text"] for one in self.pages()[before:]))

    async def press(self, data, expected):
        """Press a button that stands below the newest page that has it."""
        wanted = pack_raw(data)
        page = next(one for one in reversed(self.pages()) if wanted in str(one.get("reply_markup")))
        before = len(self.pages())
        self.telegram.press(self.owner, page["message_id"], self.owner.id, wanted)
        await self.until(lambda: any(expected in one["text"] for one in self.pages()[before:]))

    async def chosen(self):
        database = Database(self.settings.database)
        async with database.reading() as session:
            found = {row.name: row.value for row in (await session.scalars(select(Chosen))).all()}
        await database.close()
        return found


@asynccontextmanager
async def founding(classifier, tmp_path, capsys, **more):
    async with SandboxServer() as telegram:
        settings = Settings(
            _env_file=None,
            bot_token=telegram.token,
            telegram_api=telegram.address,
            data=tmp_path,
            http_port=0,
            limits="off",
            **more,
        )
        founder = Founder(telegram, settings)
        running = asyncio.create_task(run_desk(settings, classifier))
        said = ""
        try:
            while not (found := re.search(r"/setup (\d{6})", said)):
                await asyncio.wait({running}, timeout=0.1)
                if running.done():
                    running.result()
                said += capsys.readouterr().err
            founder.code = found[1]
            yield founder
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.mark.slow
async def test_from_a_token_to_a_card(classifier, tmp_path, capsys):
    """The first owner is walked through; a customer who wrote before there was a group gets a topic and a card."""
    async with founding(classifier, tmp_path, capsys) as founder:
        telegram = founder.telegram
        early = telegram.customer("Anna", "Early")
        telegram.write(early, "Where is my order? It should have been here by now")
        await founder.says(
            "/setup 000000" if founder.code != "000000" else "/setup 111111", "the code that the program shows"
        )
        await founder.says(f"/setup {founder.code}", "Still missing: a group for the agents")
        await founder.press("setup:hours", "When is somebody at the desk?")
        await founder.says("half past", "I can't read")
        await founder.says("9:30-18", "Open 09:30 – 18:00")
        await founder.press("setup:timezone", "In which city")
        await founder.says("amsterdam", "Europe/Amsterdam")
        await founder.press("setup:playbook", "Write the words by which I know it")
        await founder.says("gift card, voucher", "And what do you answer?")
        await founder.says("Our gift cards never run out.", "our_gift_card.yaml")
        group = telegram.relations.group("Noordlicht desk")
        telegram.relations.invite_bot(group, founder.owner, "can_manage_topics")
        await founder.until(lambda: any("is the agents' group now" in page["text"] for page in founder.pages()))
        await founder.until(lambda: "setup:done" in str(founder.pages()[-1].get("reply_markup")))
        telegram.press(founder.owner, founder.pages()[-1]["message_id"], founder.owner.id, pack_raw("setup:done"))
        await founder.until(lambda: any("ASKS" in (one.get("text") or "") for one in telegram.sent(group)))

        chosen = await founder.chosen()

    assert chosen["staff_chat"] == [group]
    assert chosen["hours"]["opens"] == "09:30"
    assert (tmp_path / "playbooks" / "our_gift_card.yaml").is_file()


@pytest.mark.slow
async def test_a_place_that_cannot_be_a_desk_is_asked_for_again(classifier, tmp_path, capsys):
    """This bot has no topics in private chats: the owner reads so, and chooses a group, instead of a bot that is dead."""
    async with founding(classifier, tmp_path, capsys) as founder:
        await founder.says(f"/setup {founder.code}", "Still missing: a group for the agents")
        await founder.press("setup:group", "Make a group for your agents")
        await founder.press("set:group:private", "Agents work in")
        await founder.press("setup:done", "The desk cannot be there: TRIAGE_STAFF_CHAT")
        group = founder.telegram.relations.group("Noordlicht desk")
        founder.telegram.relations.invite_bot(group, founder.owner, "can_manage_topics")
        await founder.until(lambda: any("is the agents' group now" in page["text"] for page in founder.pages()))

        assert (await founder.chosen())["staff_chat"] == [group]
