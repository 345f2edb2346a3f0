"""Tells open pages which chats changed, as server-sent events."""

import asyncio

from aiohttp import web

from bot.sandbox.calls import encode
from bot.sandbox.state import State

# At most twenty events a second: more than an eye can follow, little enough for a busy sandbox.
PAUSE_SECONDS = 0.05


async def stream_events(request: web.Request, state: State) -> web.StreamResponse:
    """Ends when the page goes away: the web server cancels us."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    changed: dict[tuple[int | None, int | None], None] = {}

    def remember(chat_id: int | None, thread_id: int | None) -> None:
        changed[chat_id, thread_id] = None

    state.listeners.append(remember)
    try:
        # The first event tells the page that it is listening: what it reads from now on is not missed.
        await _send(response, "ready", [])
        while True:
            while not changed:
                await state.changed.wait()
            chats = [{"chat_id": chat_id, "thread_id": thread_id} for chat_id, thread_id in changed]
            changed.clear()
            await _send(response, "change", chats)
            await asyncio.sleep(PAUSE_SECONDS)
    except ConnectionError:
        return response
    finally:
        state.listeners.remove(remember)
        state.touch()


async def _send(response: web.StreamResponse, name: str, chats: list[dict[str, int | None]]) -> None:
    await response.write(f"event: {name}\ndata: {encode({'chats': chats})}\n\n".encode())
