"""Messages the bot sends, edits, deletes and reacts to."""

from datetime import timedelta
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.accounts import own_post
from bot.sandbox.methods.formatted import caption_content, text_content
from bot.sandbox.methods.keyboards import inline_keyboard
from bot.sandbox.methods.method import method
from bot.sandbox.methods.params import Params
from bot.sandbox.methods.reactions import set_message_reaction
from bot.sandbox.methods.targets import known_chat, open_chat, say, target
from bot.sandbox.people import Chat
from bot.sandbox.posts import Message, Post
from bot.sandbox.state import State

# Later a bot cannot take messages back, unless it may delete anything in the group.
DELETE_WITHIN = timedelta(hours=48)

MESSAGE_IDS_LIMIT = 100

_CHAT_ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
CHAT_ACTIONS = frozenset(_CHAT_ACTIONS.split())


def with_markup(content: Message, markup: dict[str, Any] | None) -> Message:
    return content if markup is None else {**content, "reply_markup": markup}


def send_message(state: State, params: Params) -> Message:
    where = target(state, params)
    protected = {"has_protected_content": True} if params.flag("protect_content") else {}
    return say(state, where, {**with_markup(text_content(params), inline_keyboard(params)), **protected})


def edit_message_text(state: State, params: Params) -> Message:
    post = _own_post(state, params)
    content = with_markup(text_content(params), inline_keyboard(params))
    if "text" not in post.message:
        raise bad_request("there is no text in the message to edit")
    return _edit(state, post, content, ("text", "entities", "reply_markup"))


def edit_message_caption(state: State, params: Params) -> Message:
    post = _own_post(state, params)
    content = with_markup(caption_content(params), inline_keyboard(params))
    if "text" in post.message:
        raise bad_request("there is no caption in the message to edit")
    return _edit(state, post, content, ("caption", "caption_entities", "reply_markup"))


def edit_message_reply_markup(state: State, params: Params) -> Message:
    post = _own_post(state, params)
    return _edit(state, post, with_markup({}, inline_keyboard(params)), ("reply_markup",))


def _own_post(state: State, params: Params) -> Post:
    if params.text("business_connection_id"):
        return own_post(state, params)
    chat = open_chat(state, params)
    post = state.posts.find(chat.id, params.integer("message_id"))
    if post is None:
        raise bad_request("message to edit not found")
    if post.author_id != state.bot.id or "forum_topic_created" in post.message:
        raise bad_request("message can't be edited")
    return post


def _edit(state: State, post: Post, content: Message, keys: tuple[str, ...]) -> Message:
    """Replace these keys by the content; what is not in it goes, an old keyboard too."""
    if all(post.message.get(key) == content.get(key) for key in keys):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    kept = {key: value for key, value in post.message.items() if key not in keys}
    # A message whose buttons alone changed does not count as edited.
    edited = {} if keys == ("reply_markup",) else {"edit_date": int(state.clock.now().timestamp())}
    return state.replace(post, {**kept, **edited, **content})


def delete_message(state: State, params: Params) -> bool:
    chat = known_chat(state, params)
    post = state.posts.find(chat.id, params.integer("message_id"))
    if post is None:
        raise bad_request("message to delete not found")
    if not _may_delete(state, chat, post):
        raise bad_request("message can't be deleted for everyone")
    state.delete(post)
    return True


def delete_messages(state: State, params: Params) -> bool:
    """Those that are gone, or too old, are skipped without a word."""
    chat = known_chat(state, params)
    for message_id in message_ids(params):
        post = state.posts.find(chat.id, message_id)
        if post is not None and _may_delete(state, chat, post):
            state.delete(post)
    return True


def message_ids(params: Params) -> list[int]:
    given = params.json("message_ids")
    if not isinstance(given, list) or not given:
        raise bad_request("message identifiers are not specified")
    if len(given) > MESSAGE_IDS_LIMIT:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(number, int) for number in given):
        raise bad_request("message identifier is not a number")
    return given


def _may_delete(state: State, chat: Chat, post: Post) -> bool:
    if not chat.is_private and "can_delete_messages" in chat.bot_rights:
        return True
    if not chat.is_private and post.author_id != state.bot.id:
        return False
    age: float = state.clock.now().timestamp() - post.message["date"]
    return age < DELETE_WITHIN.total_seconds()


def send_chat_action(state: State, params: Params) -> bool:
    target(state, params)
    if params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


SENDING = "business_connection_id chat_id message_thread_id disable_notification protect_content reply_parameters reply_markup"

METHODS = {
    "sendMessage": method(send_message, f"{SENDING} text parse_mode entities link_preview_options"),
    "editMessageText": method(
        edit_message_text,
        "business_connection_id chat_id message_id text parse_mode entities link_preview_options reply_markup",
    ),
    "editMessageCaption": method(
        edit_message_caption,
        "business_connection_id chat_id message_id caption parse_mode caption_entities reply_markup",
    ),
    "editMessageReplyMarkup": method(
        edit_message_reply_markup, "business_connection_id chat_id message_id reply_markup"
    ),
    "deleteMessage": method(delete_message, "chat_id message_id"),
    "deleteMessages": method(delete_messages, "chat_id message_ids"),
    "setMessageReaction": method(set_message_reaction, "chat_id message_id reaction is_big"),
    "sendChatAction": method(send_chat_action, "chat_id message_thread_id action"),
}
