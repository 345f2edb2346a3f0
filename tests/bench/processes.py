"""Server and bots as processes of their own, so that figures are those of the real thing."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from machine import ROOT

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Server:
    """A sandbox in its own process."""

    address: str
    token: str
    staff_chat: int
    http: aiohttp.ClientSession

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"{self.address}/sandbox/{path}", json=body) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.address}/sandbox/{path}") as answer:
            return await answer.json()

    async def customers(self, count: int) -> list[int]:
        """Make customers and return their ids."""
        made = [await self.post("customers", first_name=f"Customer {n}", language_code="en") for n in range(count)]
        return [one["id"] for one in made]

    async def write(self, user: int, text: str) -> None:
        await self.post("write", user_id=user, text=text)


@asynccontextmanager
async def sandbox(*, record: bool = False) -> AsyncIterator[Server]:
    """Start a sandbox process."""
    arguments = [sys.executable, "-m", "bot.sandbox", "--port", "0", *([] if record else ["--no-record"])]
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    line = json.loads(await process.stdout.readline())
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32)) as http:
        try:
            yield Server(line["address"], line["token"], line["staff_chat"], http)
        finally:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def bot(server: Server, database: str, *, script: str = "bot_process.py", **more: str) -> AsyncIterator[Any]:
    """Start a bot process and wait until it is ready; yields it with `.started`, the seconds that took."""
    environment = {
        **os.environ,
        "TRIAGE_BOT_TOKEN": server.token,
        "TRIAGE_TELEGRAM_API": server.address,
        "TRIAGE_STAFF_CHAT": str(server.staff_chat),
        "TRIAGE_DATABASE_URL": database,
        "TRIAGE_HTTP_PORT": "0",
        "TRIAGE_LIMITS": "off",
        "PYTHONPATH": str(ROOT),
        **more,
    }
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / script), stdout=asyncio.subprocess.PIPE, env=environment, cwd=ROOT
    )
    line = await process.stdout.readline()
    if not line:
        raise SystemExit(f"{script} did not start")
    process.started = time.perf_counter() - began
    process.address = json.loads(line)["ready"] if line.startswith(b"{") else ""
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def family(pid: int) -> list[int]:
    """List a process and those that it started: the bot, and the one that thinks (Linux)."""
    started = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and _parent(one) == pid]
    return [pid, *started]


def cpu_seconds(pid: int) -> float:
    """Tell how much processor time a process and its own have used (Linux)."""
    return sum(sum(map(int, _fields(Path(f"/proc/{one}"))[11:13])) for one in family(pid)) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    """Tell how much memory a process and its own hold now (Linux)."""
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _parent(process: Path) -> int | None:
    try:
        return int(_fields(process)[1])
    except OSError:  # it ended meanwhile
        return None


def _fields(process: Path) -> list[str]:
    """Split what Linux tells of a process, from its state on: its name may hold blanks and brackets."""
    return (process / "stat").read_text().rpartition(")")[2].split()
