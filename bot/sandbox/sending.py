"""Files and reactions from the page: what a person sends with two clicks becomes what Telegram would make of it."""

from typing import Any

from bot.sandbox.actors import Actors, written
from bot.sandbox.methods.params import Params
from bot.sandbox.posts import Message
from bot.sandbox.relations import Relations

# What each kind has in Telegram beside the file itself; any plausible size or length will do.
MORE: dict[str, dict[str, Any]] = {
    "voice": {"duration": 4, "mime_type": "audio/ogg"},
    "audio": {"duration": 30, "mime_type": "audio/mpeg"},
    "video": {"width": 640, "height": 360, "duration": 8, "mime_type": "video/mp4"},
    "video_note": {"length": 240, "duration": 5},
    "document": {},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
}
# Kinds without words below them.
SILENT = frozenset({"video_note", "sticker"})


def file_content(actors: Actors, data: bytes, params: Params) -> Message:
    """A message with this file, as the kind that is named; a picture where none is."""
    kind, caption = params.text("kind") or "photo", params.text("caption")
    if kind == "photo":
        return actors.photo(data, caption or None, params.text("media_group_id") or None)
    if kind not in MORE:
        raise ValueError(f"no kind {kind!r}; choose photo or one of {', '.join(MORE)}")
    content: Message = {kind: {**actors.file(data, folder=kind), **MORE[kind]}}
    if kind == "document" and params.text("name"):
        content[kind]["file_name"] = params.text("name")
    if kind == "sticker":
        content[kind]["emoji"] = params.text("emoji") or "🙂"
    said = written(caption, "caption", "caption_entities") if caption and kind not in SILENT else {}
    return content | said


def react(actors: Actors, given: dict[str, Any]) -> bool:
    """`emoji` may be empty: then the reaction is taken back."""
    user = actors.state.users[int(given["user_id"])]
    emoji = [given["emoji"]] if given.get("emoji") else []
    Relations(actors.state).react(user, int(given["chat_id"]), int(given["message_id"]), *emoji)
    return True
