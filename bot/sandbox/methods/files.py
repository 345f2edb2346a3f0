"""Photos and albums out, files in."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.files import DOWNLOAD_LIMIT, StoredFile, photo
from bot.sandbox.methods.formatted import caption_content
from bot.sandbox.methods.keyboards import inline_keyboard
from bot.sandbox.methods.messages import SENDING, with_markup
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.methods.targets import say, target
from bot.sandbox.posts import Message
from bot.sandbox.state import State

# Telegram's bounds of an album.
ALBUM_SIZES = range(2, 11)

# Kinds of album parts the sandbox keeps as the file they are; only photos have sizes of their own.
FOLDERS = {"video": "mp4", "document": "bin", "audio": "mp3"}


def send_photo(state: State, params: Params) -> Message:
    where = target(state, params)
    caption = caption_content(params)
    markup = inline_keyboard(params)
    given = params.files.get("photo") or params.text("photo")
    if not given:
        raise bad_request("there is no photo in the request")
    stored = state.files.add(given) if isinstance(given, bytes) else _referred(state, params, given)
    return say(state, where, with_markup({**photo(stored), **caption}, markup))


def send_document(state: State, params: Params) -> Message:
    where = target(state, params)
    caption = caption_content(params)
    markup = inline_keyboard(params)
    given = params.files.get("document") or params.text("document")
    if not given:
        raise bad_request("there is no document in the request")
    folder = ("documents", FOLDERS["document"])
    stored = (
        state.files.add(given, *folder) if isinstance(given, bytes) else _referred(state, params, given, "document")
    )
    return say(state, where, with_markup({"document": stored.as_json(), **caption}, markup))


def send_media_group(state: State, params: Params) -> list[Message]:
    where = target(state, params)
    media = params.json("media")
    if not isinstance(media, list) or len(media) not in ALBUM_SIZES:
        raise bad_request("can't parse media: expected an Array of 2-10 InputMedia")
    kinds = {str(item.get("type")) for item in media if isinstance(item, dict)}
    if len(kinds) > 1 and (unmixable := kinds & {"document", "audio"}):
        raise bad_request(f"{min(unmixable)} can't be mixed with other media types")
    # All or nothing: check each part before the first is shown.
    parts = [_album_part(state, params, item) for item in media]
    album = {"media_group_id": str(state.next_number())}
    return [say(state, where, {**album, **part}) for part in parts]


def get_file(state: State, params: Params) -> dict[str, Any]:
    stored = state.files.find(params.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**stored.as_json(), "file_path": stored.path}


def _album_part(state: State, params: Params, item: Any) -> Message:
    kind = str(item.get("type")) if isinstance(item, dict) else ""
    if kind not in {"photo", *FOLDERS}:
        raise bad_request("can't parse InputMedia: wrong type")
    stored = _referred(state, params, str(item.get("media") or ""), kind)
    caption = caption_content(Params(item))
    if kind == "photo":
        return {**photo(stored), **caption}
    shape = {"video": {"width": 640, "height": 480, "duration": 1}, "audio": {"duration": 1}}.get(kind, {})
    return {kind: {**stored.as_json(), **shape}, **caption}


def _referred(state: State, params: Params, given: str, kind: str = "photo") -> StoredFile:
    """A file of this request by `attach://name`, or one sent before by its id."""
    if given.startswith("attach://"):
        data = params.files.get(given.removeprefix("attach://"))
        if not data:
            raise bad_request("can't parse InputMedia: attached file not found")
        return state.files.add(data) if kind == "photo" else state.files.add(data, f"{kind}s", FOLDERS[kind])
    if given.startswith(("http://", "https://")):
        # The sandbox has no internet; Telegram says this when it cannot fetch.
        raise bad_request("failed to get HTTP URL content")
    stored = state.files.find(given)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


METHODS = {
    "sendPhoto": method(send_photo, f"{SENDING} photo caption parse_mode caption_entities"),
    "sendDocument": method(send_document, f"{SENDING} document caption parse_mode caption_entities"),
    "sendMediaGroup": method(
        send_media_group, "chat_id message_thread_id media disable_notification protect_content reply_parameters"
    ),
    "getFile": method(get_file, "file_id"),
}
