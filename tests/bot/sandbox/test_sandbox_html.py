"""Telegram's HTML, read as strictly as Telegram reads it."""

import pytest

from bot.sandbox.errors import BotApiError
from bot.sandbox.html import parse_html, render_html
from bot.sandbox.texts import given_entities, tidy_link, trim, utf16_length, with_found


def short(entities):
    return [(entity["type"], entity["offset"], entity["length"]) for entity in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>bold</b> &amp; <i>so</i>", "bold & so", [("bold", 0, 4), ("italic", 7, 2)]),
        ("<u>1</u><s>2</s><code>3</code>", "123", [("underline", 0, 1), ("strikethrough", 1, 1), ("code", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
        ("<B>x</B >", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<pre>x</pre>", "x", [("pre", 0, 1)]),
        ("a & b &lt;c&gt; &#128512; &nbsp; &#0;", "a & b <c> 😀 &nbsp; &#0;", []),
        ("2 > 1", "2 > 1", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(source, text, entities):
    """Offsets and lengths count UTF-16 units."""
    parsed, found = parse_html(source)

    assert (parsed, short(found)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<a href="https://x.example/?a=1&amp;b=2">x</a>', {"type": "text_link", "url": "https://x.example/?a=1&b=2"}),
        ("<a href='shop.example'>x</a>", {"type": "text_link", "url": "http://shop.example"}),
        ('<tg-emoji emoji-id="53">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "53"}),
        ('<pre><code class="language-sql">x</code></pre>', {"type": "pre", "language": "sql"}),
    ],
)
def test_entities_keep_what_their_tags_say(source, entity):
    """Links, emoji and languages survive the parsing."""
    assert parse_html(source) == ("x", [{"offset": 0, "length": 1, **entity}])


@pytest.mark.parametrize("href", ["javascript:alert(1)", "http://localhost/x", "nonsense", ""])
def test_a_link_telegram_would_not_open_is_no_link(href):
    """The text stays, the entity goes."""
    assert parse_html(f'<a href="{href}">x</a>') == ("x", [])


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("Я<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("i <3 you", 'Unsupported start tag "3" at byte offset 2'),
        ("i <3", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x" y', 'Unclosed start tag "a" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source, why):
    """The refusal names the place in bytes."""
    with pytest.raises(BotApiError) as refused:
        parse_html(source)

    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


@pytest.mark.parametrize(
    "source",
    [
        "<b>bold <i>both</i></b> plain",
        "&lt;script&gt; &amp; <code>1 &lt; 2</code>",
        '😀 <a href="https://x.example/?a=1&amp;b=2">link</a>',
        "<blockquote expandable>long</blockquote>",
        '<tg-emoji emoji-id="53">👍</tg-emoji> <tg-spoiler>secret</tg-spoiler>',
        "<b><i>same</i></b>",
    ],
)
def test_rendered_html_means_the_same(source):
    """What the page shows parses back to the same text and entities."""
    text, entities = parse_html(source)

    assert render_html(text, entities) == source


def test_rendered_html_escapes_what_people_write():
    """A customer's text never becomes markup on the page."""
    assert render_html("<img src=x>", [{"type": "bold", "offset": 0, "length": 4}]) == "<b>&lt;img</b> src=x&gt;"


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("Привет", 6), ("😀", 2), ("👨‍💻", 5)])
def test_length_counts_utf16_units(text, length):
    """An emoji outside the first plane counts twice."""
    assert utf16_length(text) == length


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no mark", []),
        ("/start now", [("bot_command", 0, 6)]),
        ("1/2 and and/or", []),
        ("see https://x.example/a?b=1.", [("url", 4, 23)]),
        ("ask a.b@x.example or @anna_w #late", [("email", 4, 13), ("mention", 21, 7), ("hashtag", 29, 5)]),
        ("😀 /help", [("bot_command", 3, 5)]),
    ],
)
def test_telegram_finds_links_and_commands_by_itself(text, found):
    """Plain texts get entities for what clients make tappable."""
    assert short(with_found(text, [])) == found


def test_found_entities_do_not_overlap_given_ones():
    """A command inside code stays code."""
    given = [{"type": "code", "offset": 0, "length": 6}]

    assert with_found("/start", given) == given


def test_trimming_moves_entities_along():
    """Space around a text goes; an entity keeps its words, one on cut space goes too."""
    entities = [
        {"type": "bold", "offset": 2, "length": 3},
        {"type": "italic", "offset": 5, "length": 2},
    ]

    assert trim("  abc  ", entities) == ("abc", [{"type": "bold", "offset": 0, "length": 3}])


def test_entities_outside_the_text_are_dropped():
    """As Telegram does; what is no entity is refused."""
    inside, outside = {"type": "bold", "offset": 0, "length": 2}, {"type": "bold", "offset": 1, "length": 2}

    assert given_entities([outside, inside], "ab") == [inside]
    with pytest.raises(BotApiError):
        given_entities([{"offset": 0, "length": 1}], "ab")


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://x.example", "https://x.example"),
        ("x.example/path", "http://x.example/path"),
        ("http://127.0.0.1:80/a", "http://127.0.0.1:80/a"),
        ("tg://user?id=5", "tg://user?id=5"),
        ("data:text/html,x", None),
    ],
)
def test_links_are_kept_as_telegram_keeps_them(link, kept):
    """Schemes a client would run or not understand are refused."""
    assert tidy_link(link) == kept
