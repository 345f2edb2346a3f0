"""The whole product as a person sees it: the sandbox's page in a real browser, with the real bot behind it."""

import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
OPTIONS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A browser on two busy cores takes its time, in milliseconds.
PATIENCE = 30_000

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="chromium is not installed, so the page was not tried in a browser"
)


@asynccontextmanager
async def browser_page(address):
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        page = await browser.new_page(locale="en-GB")
        page.set_default_timeout(PATIENCE)
        await page.goto(address)
        yield page
        await browser.close()


async def test_a_person_plays_both_sides(harness):
    """Somebody writes as a customer, opens the topic, presses a reply on the card and sees it arrive."""
    harness.telegram.customer("Anna")
    harness.telegram.agent("Olga")
    async with harness.bot(), browser_page(harness.telegram.address) as page:
        await page.get_by_test_id("customer").filter(has_text="Anna").click()
        await page.get_by_test_id("customer-compose").fill("Where is my parcel? I need it today!")
        await page.get_by_test_id("customer-send").click()
        await page.get_by_test_id("topic-list").get_by_text("Anna").click()
        await page.get_by_test_id("topic-messages").get_by_text("ASKS").wait_for()
        await page.get_by_test_id("inline-button").filter(has_text="Short").first.click()
        arrived = page.get_by_test_id("customer-messages").get_by_test_id("message").nth(1)
        await arrived.wait_for()
        text = await arrived.inner_text()

    assert "Anna" in text
    assert "order number" in text


async def test_moving_the_clock_brings_a_reminder(harness):
    """Somebody presses Remind, moves the clock two hours on, and the reminder stands in the topic."""
    anna = harness.telegram.customer("Anna")
    harness.telegram.agent("Olga")
    async with harness.bot(), browser_page(harness.telegram.address) as page:
        harness.telegram.write(anna, "Is the blue tent in stock?")
        await page.get_by_test_id("topic-list").get_by_text("Anna").click()
        await page.get_by_test_id("inline-button").filter(has_text="Remind").click()
        await page.get_by_test_id("inline-button").filter(has_text="2 h").click()
        await page.get_by_test_id("topic-messages").get_by_text("⏰", exact=False).first.wait_for()
        await page.get_by_test_id("clock-2h").click()
        await page.get_by_test_id("clock-15m").click()
        reminder = page.get_by_test_id("topic-messages").get_by_text("Reminder")
        await reminder.wait_for()
        text = await reminder.inner_text()

    assert "come back to this customer" in text
