"""What the control API shows of the whole sandbox."""

from typing import Any

from bot.sandbox.calls import Calls
from bot.sandbox.people import Chat, User
from bot.sandbox.state import State


def state_view(state: State, calls: Calls) -> dict[str, Any]:
    staff = state.chats[state.staff_chat]
    people = [user for user in state.users.values() if not user.is_bot]
    return {
        "now": state.clock.now().isoformat(),
        "offset_seconds": state.clock.offset.total_seconds(),
        "bot": state.bot.as_json(),
        "customers": [_person(state, user) for user in people if user.id not in staff.members],
        "agents": [_person(state, user) for user in people if user.id in staff.members],
        "staff_chat": staff.id,
        "topics": _topics(staff),
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
