"""The sandbox as aiogram sees it: a real bot, polling and calling over HTTP."""

import asyncio

import pytest

from bot.sandbox import Fault
from bot.sandbox.faults import CLOSE, NOT_JSON, retry_after

pytestmark = pytest.mark.slow  # importing aiogram alone takes seconds


@pytest.fixture
async def bot(server):
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot = Bot(server.token, session=AiohttpSession(api=TelegramAPIServer.from_base(server.address)))
    yield bot
    await bot.session.close()


async def test_aiogram_reads_every_answer(server, anna, olga, bot):
    """Each kind of answer becomes the type aiogram promises."""
    from aiogram.types import (
        BufferedInputFile,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        InputMediaPhoto,
        ReactionTypeEmoji,
        ReplyParameters,
    )

    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Claim", callback_data="c")]])
    topic = await bot.create_forum_topic(server.staff_chat, "Anna")
    where = {"chat_id": server.staff_chat, "message_thread_id": topic.message_thread_id}
    card = await bot.send_message(**where, text="<b>card</b>", parse_mode="HTML", reply_markup=markup)
    reply = await bot.send_message(**where, text="x", reply_parameters=ReplyParameters(message_id=card.message_id))
    edited = await bot.edit_message_text("y", chat_id=server.staff_chat, message_id=card.message_id)
    picture = await bot.send_photo(anna.id, BufferedInputFile(b"picture", "a.png"), caption="c")
    album = await bot.send_media_group(
        anna.id, [InputMediaPhoto(media=BufferedInputFile(b"%d" % n, f"{n}.png")) for n in range(3)]
    )
    await bot.set_message_reaction(anna.id, picture.message_id, [ReactionTypeEmoji(emoji="👍")])
    copies = await bot.copy_messages(**where, from_chat_id=anna.id, message_ids=[m.message_id for m in album])
    file = await bot.download(picture.photo[-1].file_id)
    administrators = await bot.get_chat_administrators(server.staff_chat)

    assert (await bot.me()).is_bot
    assert (card.html_text, card.is_topic_message, card.reply_to_message.forum_topic_created.name) == (
        "<b>card</b>",
        True,
        "Anna",
    )
    assert (reply.reply_to_message.text, edited.text, edited.reply_markup) == ("card", "y", None)
    assert ([m.media_group_id for m in album], len(copies)) == ([album[0].media_group_id] * 3, 3)
    assert file.read() == b"picture"
    assert administrators[0].can_manage_topics
    assert (await bot.get_chat(server.staff_chat)).is_forum
    assert (await bot.get_webhook_info()).url == ""
    assert [call.ignored for call in server.transcript if call.ignored] == []


async def test_aiogram_sees_refusals_as_its_own_errors(server, anna, bot):
    """Each fault and refusal arrives as the exception aiogram has for it."""
    from aiogram import exceptions

    for kind, error in [
        (retry_after(7), exceptions.TelegramRetryAfter),
        (CLOSE, exceptions.TelegramNetworkError),
        (NOT_JSON, exceptions.ClientDecodeError),
    ]:
        server.faults.add(Fault(kind=kind))
        with pytest.raises(error):
            await bot.send_message(anna.id, "x")
    with pytest.raises(exceptions.TelegramBadRequest, match="chat not found"):
        await bot.send_message(77, "x")
    server.relations.block(anna)
    with pytest.raises(exceptions.TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "x")
    new = server.relations.migrate(old := server.staff_chat)
    with pytest.raises(exceptions.TelegramMigrateToChat) as moved:
        await bot.send_message(old, "x")

    assert moved.value.migrate_to_chat_id == new


async def test_a_dispatcher_polls_and_answers(server, anna, olga, bot):
    """Messages, edits and presses reach aiogram's handlers and are answered."""
    from aiogram import Dispatcher
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    dispatcher = Dispatcher()
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", callback_data="x")]])

    @dispatcher.message()
    async def echo(message):
        await message.answer(message.text, reply_markup=markup)

    @dispatcher.edited_message()
    async def edited(message):
        await message.answer("edited")

    @dispatcher.callback_query()
    async def pressed(query):
        await query.answer("pressed")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    message = server.write(anna, "hello")
    await server.until(lambda: len(server.sent(anna.id)) == 2)
    server.edit(anna, message["message_id"], "hello!")
    callback = server.press(anna, server.sent(anna.id)[-1]["message_id"], anna.id, "x")
    await server.until(lambda: len(server.sent(anna.id)) == 3 and server.callback(callback).answered)
    await dispatcher.stop_polling()
    await polling

    assert [seen["text"] for seen in server.sent(anna.id)] == ["hello!", "hello", "edited"]
    assert server.callback(callback).text == "pressed"
