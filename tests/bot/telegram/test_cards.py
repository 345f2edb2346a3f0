"""The card: what decides first, nothing that would hurt, nothing that Telegram refuses."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from card_samples import (
    NASTY,
    NOW,
    VIEWS,
    calm_view,
    crowded_view,
    danger_view,
    foreign_view,
    order,
    reply,
    unlinked_view,
    verdict,
)

from bot.sandbox.html import parse_html
from bot.sandbox.texts import utf16_length
from bot.storage.cardview import ReplyState
from bot.storage.tables.people import Customer
from bot.telegram.cards import CardRenderer
from bot.telegram.details import details_html
from bot.telegram.keyboards import axis_menu, wrong_menu
from bot.wording import DESK_LANGUAGES, load_wording
from classifier.taxonomy import FLAGS, INTENTS, TYPES, Axis
from playbooks.suggestion import Suggestion

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVERY = list(product(VIEWS, DESK_LANGUAGES))
# Ids that are also plain words in a sentence are no leak.
LEAKS = [type_ for types in TYPES.values() for type_ in types if "_" in type_] + ["petty", "abuser"]
LEAKS += [name for name in (*FLAGS, *INTENTS) if "_" in name]


def renderer(lang="en"):
    return CardRenderer(load_wording(lang), AMSTERDAM)


def card(view, lang="en"):
    return renderer(lang)(view, NOW)


def shown(html):
    """The text that a person sees; refuses HTML that Telegram would refuse."""
    return parse_html(html)[0]


def lines_of(view, lang="en"):
    """The lines besides the replies."""
    html = re.sub(r"[^\n]*\n<blockquote expandable>.*?</blockquote>", "", card(view, lang).html, flags=re.DOTALL)
    return [line for line in shown(html).splitlines() if line]


def buttons(keyboard):
    return [[one.callback_data.split(":")[1] for one in row] for row in keyboard.inline_keyboard] if keyboard else []


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_card_is_at_most_twelve_lines_beside_its_replies(name, lang):
    """An agent takes it in at a glance, even where everything is wrong at once."""
    lines = lines_of(VIEWS[name](), lang)

    assert 3 <= len(lines) <= 12


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_no_label_is_ever_shown(name, lang):
    """Ids such as petty or abuser stay in the code, on the card and under Details."""
    view = VIEWS[name]()
    text = shown(card(view, lang).html) + shown(details_html(view, load_wording(lang)))
    playbooks = {one.playbook for one in (*view.suggestion.replies, *view.suggestion.missing)}

    assert [leak for leak in LEAKS if re.search(rf"\b{leak}\b", text) and leak not in playbooks] == []


@pytest.mark.parametrize(("axis", "type_"), [(axis, type_) for axis in Axis for type_ in TYPES[axis]])
@pytest.mark.parametrize("lang", DESK_LANGUAGES)
def test_details_name_every_type_in_neutral_words(axis, type_, lang):
    """Whatever is concluded, on the axes that a shop switched on too, Details can say it."""
    view = calm_view()
    view = replace(view, assessment=replace(view.assessment, verdicts={axis: verdict(axis, type_)}))
    words = load_wording(lang)

    assert f"{words.name('axis', axis)}: {words.name(axis, type_)} 90%" in shown(details_html(view, words))


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_card_is_html_that_telegram_reads(name, lang):
    """Every tag is closed and known, and no text of anybody is read as markup."""
    view = VIEWS[name]()
    html = card(view, lang).html
    text, entities = parse_html(html)

    assert {entity["type"] for entity in entities} <= {"bold", "italic", "expandable_blockquote"}
    assert utf16_length(text) <= 4096
    assert parse_html(details_html(view, load_wording(lang)))[0]


def test_what_people_wrote_is_shown_as_they_wrote_it():
    """Names, quotes, carriers, causes: escaped once, not twice."""
    text = shown(card(VIEWS["nasty"]()).html)

    assert text.count(NASTY) >= 6
    assert "&amp;" not in text
    assert "&lt;" not in text


def test_without_formatting_the_words_are_the_same():
    """Where Telegram cannot read the markup the card goes out plain, and whole."""
    html = card(VIEWS["nasty"]()).html

    assert renderer().plain(html).split() == shown(html).split()


@pytest.mark.parametrize("lang", DESK_LANGUAGES)
def test_danger_is_the_first_line(lang):
    """Before clock, question and order stands what must be read first; then the words that say so."""
    lines = lines_of(danger_view(), lang)

    assert lines[0].startswith("🔴")
    assert load_wording(lang).name("flag", "self_harm") in lines[0]
    assert any("no point in anything any more" in line for line in lines[1:3])
    assert not any("1042" in line for line in lines[:3])


def test_a_calm_card_has_no_line_on_demeanour():
    """Two thirds of messages are calm, and saying so each time would train agents not to read."""
    words = load_wording("en")

    assert not any(line.startswith(words("how")) for line in lines_of(calm_view()))
    assert any(line.startswith(words("how")) for line in lines_of(crowded_view()))


@pytest.mark.parametrize("score", [0.5, 0.79])
def test_a_shaky_verdict_stays_under_details(score):
    """Below 0.8 it would be wrong too often to stand on the card."""
    calm = calm_view()
    shaky = {Axis.DEMEANOUR: verdict("demeanour", "angry", score, "useless")}
    view = replace(calm, assessment=replace(calm.assessment, verdicts=shaky))

    assert "upset" not in shown(card(view).html)
    assert "upset" in shown(details_html(view, load_wording("en")))


def test_an_unlinked_customer_gets_no_order_facts():
    """Nobody reads a stranger's order out; the card says what to ask for instead."""
    lines = lines_of(unlinked_view())
    words = load_wording("en")

    assert not any(line.startswith(words("fact")) for line in lines)
    assert any("not linked" in line and "order number" in line for line in lines)


def test_an_old_fact_says_how_old_it_is():
    """After 24 hours it is shown with its age, and not promised."""
    calm = calm_view()
    old = replace(calm, facts=replace(calm.facts, order=order(as_of=NOW - timedelta(hours=30))))

    assert any("30 h ago" in line and "check" in line for line in lines_of(old))
    assert any("as of 13:08" in line for line in lines_of(calm))


@pytest.mark.parametrize("status", ["paid", "cancelled", "refunded", "partially_refunded", "unpaid"])
@pytest.mark.parametrize("lang", DESK_LANGUAGES)
def test_every_status_of_an_order_can_be_said(status, lang):
    """Money and dates in the desk's language, whatever became of the order."""
    calm = calm_view()
    view = replace(calm, facts=replace(calm.facts, order=order(status=status, refunded="12.50")))

    assert any("1042" in line for line in lines_of(view, lang))


@pytest.mark.parametrize(
    ("left", "line"),
    [
        (timedelta(minutes=24), "🟢 Reply by 14:32 (24 min) · EN"),
        (timedelta(minutes=9, seconds=59), "🟠 Reply by 14:17 (9 min) · EN"),
        (timedelta(hours=2, minutes=5), "🟢 Reply by 16:13 (2 h 5 min) · EN"),
        (timedelta(minutes=-6), "🔴 Overdue since 14:02 (6 min late) · EN"),
        (timedelta(hours=-2), "🔴 Overdue since 12:08 (2 h 0 min late) · EN"),
        (timedelta(days=1), "🟢 Reply by 23 Nov 14:08 (24 h 0 min) · EN"),
    ],
)
def test_the_clock_is_the_shops(left, line):
    """Times in the shop's zone, what is left, and a colour that turns before it is too late."""
    assert lines_of(calm_view(due_at=NOW + left))[0] == line


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [["say", "say", "say", "edit"], ["tick"], ["menu", "escalate", "resolve", "menu"]]),
        ({"suggestion": Suggestion()}, [["menu", "escalate", "resolve", "menu"]]),
        ({"waiting": False}, [["tick"], ["menu", "escalate", "resolve", "menu"]]),
        (
            {"waiting": False, "replies": (ReplyState(7, "queued", "Olga", NOW, None),)},
            [["undo"], ["tick"], ["menu", "escalate", "resolve", "menu"]],
        ),
        (
            {"waiting": False, "replies": (ReplyState(7, "sent", "Olga", NOW, None),)},
            [["unsend"], ["tick"], ["menu", "escalate", "resolve", "menu"]],
        ),
        ({"status": "resolved", "waiting": False}, [["reopen", "menu"]]),
        ({"current": False, "waiting": False}, []),
    ],
)
def test_the_buttons_are_those_that_do_something_now(changes, expected):
    """Tones while the customer waits, Undo while a reply is held, the checklist until it is over, none on an old card."""
    assert buttons(card(calm_view(**changes)).keyboard) == expected


def test_a_stripped_card_keeps_its_words():
    """The old card of a turn loses its buttons, not what it says."""
    stripped = renderer()(calm_view(), NOW, strip=True)

    assert stripped.keyboard is None
    assert stripped.html == card(calm_view()).html


def test_an_approved_text_says_that_it_takes_two_taps():
    """A reply to somebody in danger is read before it is sent."""
    assert "approved, two taps" in shown(card(danger_view()).html)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("queued", "⏳ Olga: sending"),
        ("sending", "⏳ Olga: sending"),
        ("sent", "✅ Olga, 14:08"),
        ("ambiguous", "🤔 Olga: may have arrived"),
        ("failed", "❌ Olga: not delivered (Forbidden: user is deactivated)"),
    ],
)
def test_a_reply_says_how_far_it_is(state, words):
    """`sent` only where it was sent."""
    told = ReplyState(7, state, "Olga", NOW, "Forbidden: user is deactivated" if state == "failed" else None)

    assert words in lines_of(calm_view(waiting=False, replies=(told,)))


def test_replies_too_long_for_one_message_do_not_fail_the_card():
    """What decides stays; what does not fit any more is left out from the end."""
    long = tuple(reply(tone, "word " * 700) for tone in ("short", "warm", "firm"))
    view = replace(calm_view(), suggestion=Suggestion(replies=long))
    text = shown(card(view).html)

    assert utf16_length(text) <= 4096
    assert text.startswith("🟢 Reply by")
    assert "where is #1042" in text


@pytest.mark.parametrize(
    ("first", "last", "lang", "title"),
    [
        ("Anna", "Smith", "en", "EN · Anna Smith"),
        ("Anna", None, "pt-br", "PT · Anna"),
        ("Anna", None, None, "Anna"),
        ("", None, "en", "EN · Customer 9"),
        (None, None, None, "Customer 9"),
        (" ", "\u2003", None, "Customer 9"),
        ("🦊", None, None, "🦊"),
        ("<b>&", None, None, "<b>&"),
        ("x" * 256, None, None, "x" * 128),
    ],
)
def test_a_topic_is_titled_with_language_and_name(first, last, lang, title):
    """No type in a title, since everybody in the group sees it; whatever the name is there is a title."""
    assert (
        renderer().topic_title(Customer(id=9, first_name=first, last_name=last, language=lang, created_at=NOW)) == title
    )


@pytest.mark.parametrize("lang", DESK_LANGUAGES)
def test_every_verdict_can_be_corrected(lang):
    """Behind `wrong type` stands each axis that is judged, and behind each axis all of its types."""
    words = load_wording(lang)
    axes = [one.callback_data.split(":")[4] for row in wrong_menu(1, 1, words).inline_keyboard[:-1] for one in row]
    types = {
        axis: [
            one.callback_data.split(":")[5] for row in axis_menu(1, 1, axis, words).inline_keyboard[:-1] for one in row
        ]
        for axis in axes
    }

    assert types == {axis: list(TYPES[Axis(axis)]) for axis in axes}
    assert set(axes) >= {"demeanour", "motive", "lifecycle", "value", "caution"}


@pytest.mark.parametrize(("lang", "mark"), [("en", "The same reply in English"), ("ru", "Тот же ответ по-русски")])
def test_a_gloss_stands_collapsed_below_its_reply(lang, mark):
    """Marked as what it is, and the words to be sent come first."""
    html = card(foreign_view(), lang).html
    text = shown(html)

    assert text.count(mark) == 3
    assert text.index("您的包裹在路上，warm") < text.index(mark) < text.index("Your parcel is <on> its way, warm")
    assert html.count("<blockquote expandable>") == 6


def test_a_card_too_long_leaves_glosses_out_first():
    """The last ones first; steps and follow-up stay."""
    view = foreign_view()
    long = tuple(replace(one, gloss="word " * 350) for one in view.suggestion.replies)
    view = replace(view, suggestion=replace(view.suggestion, replies=long))
    text = shown(card(view).html)

    assert text.count("The same reply in English") == 1
    assert text.index("warm") < text.index("The same reply in English") < text.index("REPLY short")
    assert "Check the carrier" in text
    assert "is it there?" in text
