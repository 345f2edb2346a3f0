"""The buttons below cards and notes, and the small menus behind them."""

from collections.abc import Sequence
from typing import Final, cast

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.desk.ban import REASONS
from bot.storage.cardview import CardView
from bot.storage.tables.conversations import Status
from bot.storage.tables.traffic import OutgoingState
from bot.telegram.callbacks import pack, pack_raw
from bot.telegram.checklist import tick_row
from bot.wording import DESK_LANGUAGES, Wording, load_wording
from classifier.taxonomy import OPTIONAL_AXES, TYPES, Axis

Row = list[InlineKeyboardButton]
# More in a row cannot be read on a phone.
IN_A_ROW: Final = 4
# More people on shift are named by hand: /assign and a name.
AGENTS: Final = 12
# Data of the one button that is no callback: it asks a customer for their number.
SHARE: Final = "contact"


def button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """Build a keyboard of the rows that have buttons."""
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def card_keyboard(view: CardView, words: Wording) -> InlineKeyboardMarkup | None:
    """The card's buttons: the tones while the customer waits, then what is left to do."""
    ids = (view.conversation_id, view.turn)
    if not view.current:
        return None
    if view.status == Status.RESOLVED:
        return keyboard([[button(words("b_reopen"), pack("reopen", *ids)), _more(words, ids)]])
    held = [reply for reply in view.replies if reply.state == OutgoingState.QUEUED]
    tones = [
        button(words(f"b_{reply.tone}"), pack("say", *ids, view.suggestion_id, reply.tone))
        for reply in view.suggestion.replies
    ]
    work = [
        button(words("b_remind"), pack("menu", *ids, "remind")),
        button(words("b_escalate"), pack("escalate", *ids)),
        button(words("b_resolve"), pack("resolve", *ids)),
        _more(words, ids),
    ]
    if view.waiting:
        edit = [button(words("b_edit"), pack("edit", *ids, view.suggestion_id))] if tones else []
        return keyboard([[*tones, *edit], tick_row(view), work])
    undo = [button(words("b_undo"), pack("undo", reply.outgoing_id)) for reply in held[-1:]] or _unsend(view, words)
    return keyboard([undo, tick_row(view), work])


def remind_menu(conversation_id: int, turn: int, words: Wording) -> InlineKeyboardMarkup | None:
    ids = (conversation_id, turn)
    return keyboard(
        [
            [
                button(words("b_15m"), pack("in", *ids, 15)),
                button(words("b_2h"), pack("in", *ids, 120)),
                button(words("b_tomorrow"), pack("morning", *ids)),
            ],
            [button(words("b_own"), pack("own", *ids)), _back(words, ids)],
        ]
    )


def more_menu(conversation_id: int, turn: int, words: Wording) -> InlineKeyboardMarkup | None:
    ids = (conversation_id, turn)
    return keyboard(
        [
            [
                button(words("b_details"), pack("details", *ids)),
                button(words("b_wrong"), pack("menu", *ids, "wrong")),
                button(words("b_take"), pack("take", *ids)),
            ],
            [
                button(words("b_link"), pack("link", *ids)),
                button(words("b_assign"), pack("assign", *ids)),
                button(words("b_nap"), pack("menu", *ids, "nap")),
            ],
            [button(words("b_spam"), pack("menu", *ids, "spam")), _back(words, ids)],
        ]
    )


def agents_menu(ids: tuple[int, int], people: Sequence[tuple[int, str]], words: Wording) -> InlineKeyboardMarkup | None:
    """Who is on shift, three in a row, as many as one thumb reaches."""
    named = [button(name, pack("give", *ids, number)) for number, name in people[:AGENTS]]
    rows = [named[start : start + 3] for start in range(0, len(named), 3)]
    return keyboard([*rows, [_back(words, ids)]])


def approve_menu(approval_id: int, words: Wording) -> InlineKeyboardMarkup | None:
    """The second tap that letting an approved text of danger pass needs."""
    return keyboard([[button(words("b_sure"), pack("approve_sure", approval_id))]])


def nap_menu(conversation_id: int, turn: int, words: Wording) -> InlineKeyboardMarkup | None:
    """Until when the conversation is put aside."""
    ids = (conversation_id, turn)
    napping = [button(words(f"b_nap_{until}"), pack("nap", *ids, until)) for until in ("2h", "tomorrow", "monday")]
    return keyboard([napping, [_back(words, ids)]])


def spam_menu(conversation_id: int, turn: int, words: Wording) -> InlineKeyboardMarkup | None:
    """The reasons for which somebody is not listened to any more; the press is the second tap."""
    ids = (conversation_id, turn)
    return keyboard([[button(words(f"b_ban_{one}"), pack("spam", *ids, one)) for one in REASONS], [_back(words, ids)]])


def wrong_menu(conversation_id: int, turn: int, words: Wording) -> InlineKeyboardMarkup | None:
    """The axes on which a verdict can be wrong; the optional ones are not judged, so not corrected."""
    ids = (conversation_id, turn)
    axes = [button(words.name("axis", axis), pack("axis", *ids, axis)) for axis in TYPES if axis not in OPTIONAL_AXES]
    return keyboard([axes[:3], axes[3:], [_back(words, ids)]])


def axis_menu(conversation_id: int, turn: int, axis: str, words: Wording) -> InlineKeyboardMarkup | None:
    """The types of one axis, in neutral words, three in a row."""
    ids = (conversation_id, turn)
    types = [button(words.name(axis, type_), pack("fix", *ids, axis, type_)) for type_ in TYPES[Axis(axis)]]
    rows = [types[start : start + 3] for start in range(0, len(types), 3)]
    return keyboard([*rows, [_back(words, ids)]])


def sure_menu(ids: tuple[int, int], suggestion_id: int, tone: str, words: Wording) -> InlineKeyboardMarkup | None:
    """The second tap that an approved text needs."""
    return keyboard([[button(words("b_sure"), pack("sure", *ids, suggestion_id, tone))], [_back(words, ids)]])


def close_menu(conversation_id: int, turn: int, words: Wording) -> InlineKeyboardMarkup | None:
    """The second tap for closing on somebody who waits."""
    ids = (conversation_id, turn)
    return keyboard([[button(words("b_resolve"), pack("close", *ids)), _back(words, ids)]])


def note_keyboard(buttons: Sequence[Sequence[str]], words: Wording) -> InlineKeyboardMarkup | None:
    """The buttons that a row names by wording key and data."""
    kind, _, lang = (buttons[0][1] if buttons else "").partition(":")
    if kind == SHARE:
        # The sender passes any markup on as it is; below a text to a customer it is the one that asks for a contact.
        return cast(InlineKeyboardMarkup, share_keyboard(buttons[0][0], lang, words))
    made = [button(words(f"b_{key}", name="".join(name)), pack_raw(data)) for key, data, *name in buttons]
    return keyboard([made[start : start + IN_A_ROW] for start in range(0, len(made), IN_A_ROW)])


def share_keyboard(key: str, lang: str, words: Wording) -> ReplyKeyboardMarkup:
    """The button by which a customer shares their own number, in their language where it is one of ours."""
    spoken = lang.partition("-")[0]
    words = next((load_wording(ours) for ours in DESK_LANGUAGES if ours == spoken), words)
    asking = KeyboardButton(text=words(f"b_{key}"), request_contact=True)
    return ReplyKeyboardMarkup(keyboard=[[asking]], resize_keyboard=True, one_time_keyboard=True)


def _unsend(view: CardView, words: Wording) -> Row:
    """The last reply that stands at the customer's, to be deleted there."""
    there = [reply for reply in view.replies if reply.state == OutgoingState.SENT and reply.unsent_at is None]
    return [button(words("b_unsend"), pack("unsend", reply.outgoing_id)) for reply in there[-1:]]


def _more(words: Wording, ids: tuple[int, int]) -> InlineKeyboardButton:
    return button(words("b_more"), pack("menu", *ids, "more"))


def _back(words: Wording, ids: tuple[int, int]) -> InlineKeyboardButton:
    return button(words("b_back"), pack("menu", *ids, "main"))
