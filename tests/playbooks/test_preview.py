"""The page on which playbooks are read through before customers read them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from checked import SERVED, loaded_from

from playbooks.facts import ShopFacts
from playbooks.loader import load
from playbooks.preview import read_through, render_page
from playbooks.preview.reading import sentences
from playbooks.preview.samples import samples
from playbooks.suggestion import TONES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHOP = ShopFacts(
    "Noordlicht", ZoneInfo("Europe/Amsterdam"), policies={"return_days": 30, "free_shipping_over": Decimal(60)}
)
LANGUAGES = ("en", "ru")
HOSTILE = "when: {words: [gift]}\npriority: 77\nsubstance: {en: '<script>alert(1)</script> & \"gift\"'}\n"


@pytest.fixture(scope="module")
def page():
    """What ships, read through in two languages."""
    return read_through(load(), replace(SERVED, languages=LANGUAGES, shop=SHOP), NOW)


def test_every_playbook_is_on_the_page_and_nearly_each_is_said(page):
    """Somebody among the samples meets it."""
    unmet = [entry.playbook.name for entry in page.entries if not entry.answers]

    assert {entry.playbook.name for entry in page.entries} == {each.name for each in load().library.playbooks}
    assert len(unmet) <= len(page.entries) // 18, unmet


def test_each_answer_is_in_every_language_and_tone(page):
    """With sentences that make up the whole reply."""
    for entry in page.entries:
        for answer in entry.answers:
            assert set(answer.suggestions) == set(LANGUAGES)
            for suggestion in answer.suggestions.values():
                assert {reply.tone for reply in suggestion.replies} <= set(TONES)
                for reply in suggestion.replies:
                    words = "".join(text for _, text in sentences(reply))
                    assert words.replace(" ", "") == reply.text.replace(" ", "")


def test_wordings_that_nobody_heard_are_listed_as_they_are_written(page):
    """Between answers and lists nothing of a playbook stays unread."""
    for entry in page.entries:
        heard = {
            wording.name
            for answer in entry.answers
            for suggestion in answer.suggestions.values()
            for reply in suggestion.replies
            for wording in reply.wordings
        }
        unsaid = {(text.slot, text.lang, text.text) for text in entry.unsaid}
        for slot in ("opening", "substance", "limit", "offer", "closing"):
            for lang in LANGUAGES:
                for variants in entry.playbook.fragment(slot).get(lang, {}).values():
                    for variant in variants:
                        name = f"{entry.playbook.name}.{slot}.{variant.key}"
                        assert name in heard or (slot, lang, variant.text) in unsaid


def test_what_is_told_of_a_rung_can_be_read(tmp_path):
    """Where somebody is told it, with a sign for the time; else as it is written. Usual words are not repeated."""
    tell = "{en: ['About {{ promise.text }}.', 'Anna has it by {{ answer_by | clock }}.'], ru: 'У Анны.'}"
    steps = f"steps:\n  - escalate: {{to: lead, tell: {tell}}}\n  - escalate: {{to: owner, after: 1d}}\n"
    own = loaded_from(tmp_path, mine="when: {words: [gift]}\npriority: 77\nsubstance: {en: Ours., ru: Наш.}\n" + steps)
    page = read_through(own, replace(SERVED, languages=LANGUAGES, shop=SHOP), NOW, only_own=True)
    (entry,) = page.entries
    html = render_page(page)

    assert {tell.open() for answer in entry.answers for _, tell in answer.told()} >= {"У Анны."}
    assert "Anna has it by [time]." in html
    assert "told of owner" not in html
    assert ("told of lead", "About {{ promise.text }}.") in {(text.slot, text.text) for text in entry.unsaid}


def test_a_missing_fact_is_named(page):
    """The stale order's tracking number is not said, and the page says which fact is lacking."""
    html = render_page(page)

    assert "Not known here" in html
    assert re.search(r'<code title="[^"]*">order\.\w+</code>', html)


def test_the_samples_differ_in_what_a_reply_can_depend_on():
    """Linked and not, late, delivered, sent back, refunded, cancelled, stale, loyal, new, unknown."""
    people = samples(SHOP, NOW)

    assert len({sample.name for sample in people}) == len(people) >= 12
    assert {sample.facts.customer.linked for sample in people} == {True, False}


class _Tags(HTMLParser):
    """Collects tags, ids and what is loaded from elsewhere."""

    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.loaded = [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.loaded += [value for name, value in attrs if name in {"src", "srcset", "action"} or tag == "link"]


def read_html(html):
    parser = _Tags()
    parser.feed(html)
    return parser


def test_the_page_needs_nothing_from_elsewhere(page):
    """One script, which its policy names by its hash; every link leads to something on the page."""
    html = render_page(page)
    read = read_html(html)

    assert read.loaded == []
    assert read.tags.count("script") == 1
    assert "default-src 'none'" in html
    assert "http" not in html.replace("http-equiv", "")
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


def test_what_stands_in_a_playbook_is_shown_and_never_run(tmp_path):
    """A text may hold anything."""
    loaded = loaded_from(tmp_path, mine=HOSTILE)
    page = read_through(loaded, replace(SERVED, shop=SHOP), NOW, only_own=True)
    html = render_page(page)

    assert [entry.playbook.name for entry in page.entries] == ["mine"]
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;gift&#34;" in html


def test_problems_stand_on_top(tmp_path):
    """With a link to the playbook."""
    loaded = loaded_from(tmp_path, mine="when: {facts: [linked, unlinked]}\nsubstance: {en: In 30 days.}\n")
    page = read_through(loaded, replace(SERVED, shop=SHOP), NOW, only_own=True)
    html = render_page(page)

    assert len(page.problems) == 2
    assert html.index("never hold at once") < html.index("Contents")
    assert "No sample customer meets this" in html


def test_progress_is_told(tmp_path):
    """Two hundred playbooks take a while."""
    heard = []
    read_through(
        loaded_from(tmp_path, mine=HOSTILE), replace(SERVED, shop=SHOP), NOW, only_own=True, advance=heard.append
    )

    assert heard == list(range(1, len(heard) + 1))
