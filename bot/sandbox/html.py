"""Telegram's HTML: read strictly, as text and entities; written back for the page."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any, NoReturn

from bot.sandbox.errors import bad_request
from bot.sandbox.texts import Entity, sort_entities, tidy_link, utf16_length

# Tag -> entity type; the synonyms are Telegram's.
KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));?")
PLAIN = re.compile(r"[^<&]+")
NAME = re.compile(r"[^\s>]*")
SPACE = re.compile(r"\s*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
ATTRIBUTE_VALUE = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text and its entities, or Telegram's `can't parse entities` refusal."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Reader(source).read()


@dataclass(slots=True)
class _Open:
    tag: str
    start: int
    text_at: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    parts: list[str] = field(default_factory=list)
    length: int = 0  # of the text so far, in UTF-16 units
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "<":
                self._end_tag() if self.source.startswith("</", self.at) else self._start_tag()
            elif char == "&":
                self._reference()
            else:
                self._emit(self._match(PLAIN))
        if self.open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self.open[-1].tag}\""
            )
        # Inner ones were closed first; reversed, the outer of two equal ones stays outer.
        return "".join(self.parts), sort_entities(self.entities[::-1])

    def _emit(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        text = found.group() if found else ""
        self.at += len(text)
        return text

    def _refuse(self, why: str, at: int, rest: str = "") -> NoReturn:
        offset = len(self.source[:at].encode())
        raise bad_request(f"can't parse entities: {why} at byte offset {offset}{rest}")

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _reference(self) -> None:
        found = REFERENCE.match(self.source, self.at)
        text = _character(found) if found else None
        # What is no reference stays as it stands.
        self._emit("&" if text is None else text)
        self.at += len(found.group()) if found and text is not None else 1

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._match(NAME).lower()
        if not self._peek():
            self._refuse("Unclosed start tag", begin)
        if tag not in KINDS:
            self._refuse(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, self.length, len(self.parts), attributes))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._match(SPACE)
            if self._peek() == ">":
                self.at += 1
                return attributes
            if not self._peek():
                self._refuse(f'Unclosed start tag "{tag}"', begin)
            name = self._match(ATTRIBUTE_NAME).lower()
            if not name:
                self._refuse(f'Empty attribute name in the tag "{tag}"', begin)
            self._match(SPACE)
            attributes[name] = self._value(tag, begin) if self._peek() == "=" else ""

    def _value(self, tag: str, begin: int) -> str:
        self.at += 1
        self._match(SPACE)
        found = ATTRIBUTE_VALUE.match(self.source, self.at)
        if found is None:
            if not self._peek() or self._peek() in "\"'":
                self._refuse(f'Unclosed start tag "{tag}"', begin)
            self._refuse("Unexpected end of name token", self.at)
        self.at = found.end()
        value = next(group for group in found.groups() if group is not None)
        return REFERENCE.sub(lambda match: _character(match) or match.group(), value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self._refuse("Unexpected end tag", begin)
        self.at += 2
        tag = self._match(NAME).lower()
        self._match(SPACE)
        if self._peek() != ">":
            self._refuse("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            self._refuse("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{tag}>"')
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.start
        language = opened.attributes.get("class", "").removeprefix("language-")
        if opened.tag == "code" and language and self.open and self.open[-1].tag == "pre":
            self.open[-1].attributes["language"] = language
            return
        extra = _extra(opened, "".join(self.parts[opened.text_at :]))
        if length and extra is not None:
            self.entities.append({"type": KINDS[opened.tag], "offset": opened.start, "length": length, **extra})


def _character(found: re.Match[str]) -> str | None:
    name, decimal, hexadecimal = found.groups()
    if name:
        return REFERENCES[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else None


def _extra(opened: _Open, text: str) -> dict[str, Any] | None:
    """What the entity says beyond its type; None when Telegram would drop it."""
    attributes = opened.attributes
    if opened.tag == "a":
        link = tidy_link(attributes.get("href") or text)
        return None if link is None else {"url": link}
    if opened.tag == "tg-emoji":
        emoji_id = attributes.get("emoji-id", "")
        return {"custom_emoji_id": emoji_id} if emoji_id.isdigit() else None
    if opened.tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if opened.tag == "pre" and "language" in attributes:
        return {"language": attributes["language"]}
    return {}


TAGS = {kind: tag for tag, kind in reversed(KINDS.items())}


def render_html(text: str, entities: list[Entity]) -> str:
    """Safe HTML of a formatted text, for the page: everything escaped, only our own tags."""
    units = text.encode("utf-16-le")
    marks: list[tuple[int, int, int, str]] = []
    for order, entity in enumerate(entities):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        opening, closing = _tags(entity, units[start * 2 : end * 2].decode("utf-16-le", "replace"))
        # At one place: close before opening, inner closes first, outer opens first.
        marks += [(start, 1, order, opening), (end, 0, -order, closing)]
    parts, at = [], 0
    for place, _, _, tag in sorted(marks):
        parts += [escape(units[at * 2 : place * 2].decode("utf-16-le", "replace")), tag]
        at = place
    return "".join([*parts, escape(units[at * 2 :].decode("utf-16-le", "replace"))])


def _tags(entity: Entity, inner: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in {"url", "text_link"}:
        link = tidy_link(entity.get("url", inner))
        return (f'<a href="{escape(link)}">', "</a>") if link else ("", "")
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "custom_emoji":
        return f'<tg-emoji emoji-id="{escape(entity.get("custom_emoji_id", ""))}">', "</tg-emoji>"
    tag = TAGS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
