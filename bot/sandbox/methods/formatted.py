"""Texts and captions of a call: parsed, trimmed, measured."""

from bot.sandbox.errors import bad_request
from bot.sandbox.html import parse_html
from bot.sandbox.methods.params import Params
from bot.sandbox.posts import Message
from bot.sandbox.texts import CAPTION_LIMIT, TEXT_LIMIT, given_entities, trim, utf16_length, with_found


def text_content(params: Params) -> Message:
    """`text` and `entities` of a message, refused when empty or too long."""
    content = _formatted(params, "text", "entities")
    if not content["text"]:
        raise bad_request("message text is empty")
    if utf16_length(content["text"]) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return content


def caption_content(params: Params) -> Message:
    """`caption` and `caption_entities`, or nothing."""
    content = _formatted(params, "caption", "caption_entities")
    if utf16_length(content["caption"]) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return content if content["caption"] else {}


def _formatted(params: Params, name: str, entities_name: str) -> Message:
    source = params.text(name)
    mode = params.text("parse_mode").lower()
    given = params.json(entities_name)
    if mode == "html":
        text, entities = parse_html(source)
    elif mode:
        # MarkdownV2 exists, our bot does not use it, and silence would hide the mistake.
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, given_entities(given, source) if given else []
    text, entities = trim(text, entities)
    entities = with_found(text, entities)
    return {name: text, entities_name: entities} if entities else {name: text}
