"""`python -m bot.sandbox`: the sandbox as a process of its own, for benchmarks and kill tests."""

import argparse
import asyncio
import json
import signal
import sys

from bot.sandbox.server import SandboxServer
from bot.sandbox.state import STAFF_CHAT_ID


async def serve(server: SandboxServer) -> None:
    """Say where, then serve until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with server:
        told = {"address": server.address, "token": server.token, "staff_chat": server.staff_chat}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A local Telegram Bot API server.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--staff-chat", type=int, default=STAFF_CHAT_ID, help="id of the agents' group, negative")
    parser.add_argument("--token", default="42:SANDBOX", help="a number, a colon, anything")
    parser.add_argument("--no-record", action="store_true", help="keep no transcript: benchmarks need the memory")
    given = parser.parse_args()
    server = SandboxServer(
        given.token, host=given.host, port=given.port, staff_chat=given.staff_chat, record=not given.no_record
    )
    asyncio.run(serve(server))


if __name__ == "__main__":
    main()
