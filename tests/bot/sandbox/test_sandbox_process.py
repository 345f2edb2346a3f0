"""The sandbox as a process of its own."""

import asyncio
import json
import sys


async def test_it_says_where_it_is_and_stops_when_told(http):
    """One JSON line, then service, then a clean end."""
    options = ["--staff-chat", "-1009", "--token", "7:X", "--no-record"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", *options, stdout=asyncio.subprocess.PIPE
    )
    told = json.loads(await process.stdout.readline())
    async with http.get(f"{told['address']}/bot{told['token']}/getMe") as response:
        me = (await response.json())["result"]
    async with http.get(f"{told['address']}/sandbox/transcript") as response:
        transcript = await response.json()
    process.terminate()

    assert await process.wait() == 0
    assert (me["id"], told["staff_chat"], transcript["calls"]) == (7, -1009, [])
