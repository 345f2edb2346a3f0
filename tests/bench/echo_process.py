"""A bare aiogram echo bot: what the same server does with nothing of ours in between."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    await message.answer(message.text or "?")


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TRIAGE_TELEGRAM_API"]))
    bot = Bot(os.environ["TRIAGE_BOT_TOKEN"], session=session)
    dispatcher = Dispatcher()
    dispatcher.message()(echo)
    print("ready", flush=True)
    await dispatcher.start_polling(bot, handle_signals=True)


if __name__ == "__main__":
    asyncio.run(main())
