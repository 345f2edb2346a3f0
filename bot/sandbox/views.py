"""What the control API shows of the whole sandbox."""

from collections import deque
from typing import Any

from bot.sandbox.calls import Calls
from bot.sandbox.people import Chat, User
from bot.sandbox.posts import GENERAL
from bot.sandbox.state import State


def state_view(state: State, calls: Calls) -> dict[str, Any]:
    staff = state.chats[state.staff_chat]
    people = [user for user in state.users.values() if not user.is_bot]
    return {
        "now": state.clock.now().isoformat(),
        "timezone": state.timezone,
        "offset_seconds": state.clock.offset.total_seconds(),
        "bot": state.bot.as_json(),
        "customers": [_person(state, user) for user in people if user.id not in staff.members],
        "agents": [_person(state, user) for user in people if user.id in staff.members],
        "staff_chat": staff.id,
        "general_last_id": _last_in_general(state),
        "topics": _topics(staff),
        "accounts": [{"id": one.id, "owner": one.owner.id} for one in state.accounts.values() if one.enabled],
        "limits": calls.gate is not None,
        "pending_updates": len(state.updates),
    }


def _person(state: State, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "language_code": user.language_code,
        "about": user.about,
        "unread": state.chats[user.id].unread,
    }


def _topics(chat: Chat) -> list[dict[str, Any]]:
    return [
        {
            "thread_id": topic.thread_id,
            "name": topic.name,
            "icon_color": topic.icon_color,
            "closed": topic.closed,
            "last_at": topic.last_at.isoformat(),
        }
        for topic in chat.topics.values()
    ]


def _last_in_general(state: State) -> int:
    """Number of the newest message outside of all topics; 0 where there is none."""
    last = deque((post for post in state.posts.all(state.staff_chat, GENERAL) if not post.deleted), maxlen=1)
    return last[0].message["message_id"] if last else 0
