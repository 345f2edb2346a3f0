"""The sandbox's page: files of every kind, and the small menu of a message, in a real browser."""

from pathlib import Path

import pytest
from test_page_walk import CHROMIUM, browser_page

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="chromium is not installed, so the page was not tried in a browser"
)
OGG = {"name": "sorry.ogg", "mimeType": "audio/ogg", "buffer": b"OggS"}


async def test_a_person_plays_with_files_edits_and_reactions(harness):
    """A voice message arrives in the topic, an edit changes the relay, a reaction of the agent reaches the customer."""
    anna = harness.telegram.customer("Anna")
    harness.telegram.agent("Olga")
    async with harness.bot(), browser_page(harness.telegram.address) as page:
        await page.get_by_test_id("customer").filter(has_text="Anna").click()
        await page.get_by_test_id("customer-compose").fill("where is order 1042?")
        await page.get_by_test_id("customer-send").click()
        await page.get_by_test_id("customer-file").set_input_files(OGG)
        await page.get_by_test_id("customer-send").click()
        await page.get_by_test_id("topic-list").get_by_text("Anna").click()
        topic, phone = page.get_by_test_id("topic-messages"), page.get_by_test_id("customer-messages")
        await topic.get_by_test_id("file-voice").wait_for()
        first = phone.get_by_test_id("message").first
        await first.hover()
        await first.get_by_test_id("reply").click()
        await page.get_by_test_id("menu-edit").click()
        await page.get_by_test_id("customer-compose").fill("where is order 1043?")
        await page.get_by_test_id("customer-send").click()
        relay = topic.get_by_test_id("message").filter(has_text="💬 where is order 1043?")
        await relay.wait_for()
        await relay.hover()
        await relay.get_by_test_id("reply").click()
        await page.get_by_test_id("menu-react").filter(has_text="🔥").click()
        await first.get_by_test_id("reactions").wait_for()
        sign = await first.get_by_test_id("reactions").inner_text()

    assert sign == "🔥"
    assert harness.telegram.sent(anna.id)[0]["text"] == "where is order 1043?"
