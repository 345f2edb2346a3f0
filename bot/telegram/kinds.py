"""What kinds of message people send on purpose; pins, joins, renames and timers are none of anybody's business."""

from typing import Final

CONTENT: Final = frozenset(
    {"text", "rich_message", "photo", "animation", "audio", "document", "sticker", "video", "video_note", "voice"}
    | {"live_photo", "contact", "dice", "poll", "venue", "location", "story", "paid_media", "checklist", "game"}
    | {"invoice", "giveaway", "giveaway_winners"}
)
# Telegram copies none of these, whoever asks (Bot API, copyMessage): an agent is told at once.
NEVER_COPIED: Final = frozenset({"paid_media", "invoice", "giveaway", "giveaway_winners"})
