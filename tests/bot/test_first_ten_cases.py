"""A new agent's first ten cases: walked in a real browser, in their order, with the words of the page and of the README."""

import json
import re
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml
from harness import make_harness
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from test_page_walk import CHROMIUM, browser_page

from bot.cli.play import SHOP, ZONE, open_the_shop
from bot.sandbox.demo import load_demo
from bot.sandbox.demo.moving_in import hire_agents, meet_customers, store_customers, store_staff
from bot.storage.engine import Database
from bot.storage.migrate import migrate

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "bot" / "sandbox" / "page"
CASES = json.loads((PAGE / "first_ten.json").read_text(encoding="utf-8"))


class Walk:
    """Somebody who does what the cases say, step by step, and looks where they say to look."""

    def __init__(self, page):
        self.page = page

    async def read_alerts(self):
        """What Telegram shows as an alert is closed before anything else can be done."""
        closing = self.page.get_by_test_id("alert-close")

        async def close(alert):
            await alert.click()

        await self.page.add_locator_handler(closing, close)

    async def do(self, step):
        await self.go(step)
        (kind,) = {"write", "press", "see", "unseen", "picture", "clock"} & step.keys()
        await getattr(self, kind)(step)

    async def go(self, step):
        """Open the place of the step, as whoever acts."""
        customer = step.get("to") or (step.get("as") if step.keys() == {"as", "write"} else None)
        if customer:
            await self.page.get_by_test_id("customer-list").get_by_text(re.compile(f"^{customer} ")).click()
            return
        if "private" in step:
            await self.page.get_by_test_id("topic").filter(has_text=f"{step['private']}, private").click()
        elif "in" in step:
            await self.page.get_by_test_id("topic").filter(has_text=f" · {step['in']}").click()
        if "as" in step:
            await self.page.get_by_test_id("agent-select").select_option(label=step["as"])

    def pane(self, step):
        return self.page.get_by_test_id("customer-messages" if "to" in step else "topic-messages")

    async def write(self, step):
        side = "agent" if {"in", "private"} & step.keys() else "customer"
        await self.page.get_by_test_id(f"{side}-compose").fill(step["write"])
        await self.page.get_by_test_id(f"{side}-send").click()
        await self.pane({} if side == "agent" else {"to": ""}).get_by_text(step["write"]).last.wait_for()

    async def press(self, step):
        """A few buttons have a picture before their words."""
        label = re.compile(rf"(^|\W ?){re.escape(step['press']['en'])}")
        button = self.pane(step).get_by_test_id("inline-button").filter(has_text=label).last
        try:
            await button.click(timeout=15_000)
        except PlaywrightTimeoutError:  # a busy machine may show the place after the press; a person looks again
            await self.go(step)
            await button.click()

    async def see(self, step):
        await self.pane(step).get_by_text(step["see"]["en"]).last.wait_for()

    async def unseen(self, step):
        text = await self.pane(step).inner_text()

        assert not [words for words in step["unseen"] if words in text]

    async def picture(self, step):
        await self.pane(step).get_by_test_id("photo").last.wait_for()

    async def clock(self, step):
        await self.page.get_by_test_id(f"clock-{step['clock']}").click()


@asynccontextmanager
async def demonstration(classifier, folder):
    """The demonstration shop with its customers and staff, as `triage sandbox` has it."""
    address = f"sqlite+aiosqlite:///{folder / 'triage.db'}"
    async with make_harness(address, classifier, shop=SHOP, timezone=ZONE) as harness:
        open_the_shop(harness.clock)
        harness.telegram.state.timezone = ZONE
        now, telegram = harness.clock.now(), harness.telegram
        people, staff = load_demo(now), hire_agents(telegram, "en")
        ids = meet_customers(telegram, people, "en")
        await migrate(address)
        database = Database(address)
        async with database.writing() as session:
            await store_customers(session, people, ids, now)
            store_staff(session, staff, now)
        await database.close()
        async with harness.bot(agents=(staff.agent.id, staff.trainee.id), leads=(staff.lead.id,)):
            yield harness


@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="chromium is not installed, so the cases were not walked")
async def test_the_first_ten_cases_can_be_walked(classifier, tmp_path):
    """Every step can be done on the page as it is written, in this order, and the page ticks each off."""
    async with demonstration(classifier, tmp_path) as harness, browser_page(harness.telegram.address) as page:
        walk = Walk(page)
        await walk.read_alerts()
        for number, case in enumerate(CASES, 1):
            assert await page.get_by_test_id("case-title").inner_text() == case["title"]["en"]
            for step in case["steps"]:
                await walk.do(step)
            ticked = page.get_by_test_id("case-steps").locator('[aria-pressed="true"]')
            await ticked.nth(len(case["steps"]) - 1).wait_for()
            if number < len(CASES):
                await page.get_by_test_id("case-after").click()


def test_the_cases_are_ten_in_both_languages():
    """Whoever reads the page in Russian finds the same ten."""
    read = [words for case in CASES for words in (case["title"], case["learn"])]
    shown = [step[kind] for case in CASES for step in case["steps"] for kind in ("press", "see") if kind in step]

    assert len(CASES) == 10
    assert all(words.keys() == {"en", "ru"} for words in read + shown)


def test_the_cases_press_buttons_that_there_are():
    """Each button of the cases reads as the desk's own words have it, in both languages."""
    for language in ("en", "ru"):
        files = (ROOT / "bot" / "wording" / language).glob("*.yaml")
        said = [words for file in files for words in yaml.safe_load(file.read_text("utf-8")).get("says", {}).values()]
        roles = yaml.safe_load((ROOT / "bot" / "wording" / language / "desk.yaml").read_text("utf-8"))["role"]
        pressed = [step["press"][language] for case in CASES for step in case["steps"] if "press" in step]
        unknown = [one for one in pressed if not any(one in words for words in [*said, f"⬆️ {roles['lead']}"])]

        assert unknown == []


def test_the_page_has_the_same_words_in_both_languages():
    """A key that one language lacks would show in the other one's words."""
    english, russian = (PAGE / "words.js").read_text(encoding="utf-8").split("\n  ru: {")
    key = re.compile(r'^    "?([\w.]+)"?: "', re.MULTILINE)

    assert key.findall(english) == key.findall(russian)


def test_the_readme_tells_all_ten():
    """The README has each case by its title, in their order, with what is written and pressed in it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    places = [readme.find(case["title"]["en"]) for case in CASES]
    steps = [step for case in CASES for step in case["steps"]]
    said = [f"`{step['write']}`" for step in steps if "write" in step]
    said += [f"**{step['press']['en']}**" for step in steps if "press" in step]

    assert -1 not in places
    assert places == sorted(places)
    assert [words for words in said if words not in readme] == []
