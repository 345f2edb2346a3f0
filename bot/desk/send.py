"""Answers the customer: with a suggested reply, or with the agent's own words. Sending claims."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clockwork import Promises
from bot.desk.accounts import closed_answer, tell_unsent
from bot.desk.action import Action, agent_of
from bot.desk.albums import PAUSE, join_album
from bot.desk.clocking import we_asked
from bot.desk.learning import note_own_words, note_pressed
from bot.desk.note import keep_until_confirmed
from bot.desk.refusing import refuse
from bot.desk.replying import by_button, keep_reply, propose_follow_up
from bot.desk.trainees import Proposed, kept_for_approval
from bot.desk.words import OwnWords
from bot.storage import clocks
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.suggestions import newest_of_turn, read, reply_of
from bot.storage.tables.conversations import Conversation, SuggestionRow
from playbooks.signing import signed
from playbooks.suggestion import FollowUp, Reply, Suggestion


@dataclass(frozen=True, slots=True)
class Pressed:
    """A tone pressed on the card of a turn; `sure` is the second tap that approved texts need."""

    conversation_id: int
    turn: int
    suggestion_id: int
    tone: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a press means while it still means anything."""

    conversation: Conversation
    row: SuggestionRow
    suggestion: Suggestion
    reply: Reply
    promised: datetime | None


async def send_suggested(session: AsyncSession, *, action: Action, pressed: Pressed) -> Answer:
    """Queue the suggested reply, held back a few seconds so that it can be undone."""
    chosen = await _choose(session, pressed)
    if isinstance(chosen, Answer):
        return chosen
    conversation, reply = chosen.conversation, chosen.reply
    if (closed := await closed_answer(session, conversation, action)) is not None:
        return closed
    refusal = await refuse(session, conversation, action, already=conversation.waiting_since is None)
    if refusal is not None:
        return refusal
    if (kept := await _held_back(session, action, chosen, pressed)) is not None:
        return kept
    hold = timedelta(0) if reply.approved else action.shop.service.undo
    await _send(session, action, chosen, hold)
    return answer("queued_undo", seconds=int(hold.total_seconds())) if hold else answer("queued")


async def _choose(session: AsyncSession, pressed: Pressed) -> Chosen | Answer:
    """Find what was pressed; nobody sends words that they have not seen."""
    conversation = await session.get(Conversation, pressed.conversation_id)
    row = await newest_of_turn(session, pressed.conversation_id, pressed.turn)
    if conversation is None or row is None or conversation.turn != pressed.turn:
        return answer("card_is_old", alert=True)
    if row.id != pressed.suggestion_id:
        return answer("suggestion_changed", alert=True)
    suggestion, facts = read(row)
    reply = reply_of(suggestion, pressed.tone)
    if reply is None:
        return answer("no_such_reply", alert=True)
    return Chosen(conversation, row, suggestion, reply, facts.answer_by)


async def _held_back(session: AsyncSession, action: Action, chosen: Chosen, pressed: Pressed) -> Answer | None:
    """Tell what stands before a reply: it is worn out, somebody has to approve it, or it takes a second tap."""
    reply = chosen.reply
    if not reply.approved and (over := _over(chosen, action.now)):
        return answer(over, alert=True)
    # A press that is let pass later is sure: who approves danger's texts taps twice.
    content = {"pressed": asdict(replace(pressed, sure=True))}
    text = signed(reply.text, (await agent_of(session, action)).name)
    waits = await kept_for_approval(session, chosen.conversation, action, Proposed(text, content, reply.approved))
    if waits is not None:
        return waits
    return answer("tap_again", alert=True) if reply.approved and not pressed.sure else None


def _over(chosen: Chosen, now: datetime) -> str | None:
    """Tell what of the reply is over: the time that it promises, or something else that it says."""
    reply, promised = chosen.reply, chosen.promised
    if reply.times and promised is not None and promised <= now:
        return "promise_passed"
    return "reply_worn_out" if reply.good_until is not None and reply.good_until <= now else None


async def _send(session: AsyncSession, action: Action, chosen: Chosen, hold: timedelta) -> None:
    agent = await agent_of(session, action)
    message = by_button(signed(chosen.reply.text, agent.name))
    await keep_reply(session, chosen.conversation, agent, action, message=message, hold=hold)
    chosen.row.chosen = chosen.reply.tone
    await note_pressed(session, chosen.row, chosen.reply, agent=agent, action=action)
    follow_up = chosen.suggestion.follow_up
    await _remember(session, action, chosen, follow_up)
    if chosen.reply.asks:
        await we_asked(session, chosen.conversation, action)
    if follow_up is not None:
        # From when it was suggested: that is the time the customer is told, and the card shows.
        due = action.shop.business_hours(action.zone).next_open(max(chosen.row.at + follow_up.after, action.now))
        await propose_follow_up(session, chosen.conversation, agent, action, due=due, words=follow_up)


async def _remember(session: AsyncSession, action: Action, chosen: Chosen, follow_up: FollowUp | None) -> None:
    """Note what was said for the turns to come: who spoke, and the time that the customer was given."""
    conversation, reply = chosen.conversation, chosen.reply
    spoken = sorted({*(conversation.spoken or ()), *reply.parts})
    if not reply.times or chosen.promised is None:
        await change(session, conversation, spoken=spoken)
        return
    words = follow_up.text if follow_up else reply.text
    await change(session, conversation, spoken=spoken, promised_at=chosen.promised, promised=words)
    await clocks.promised(session, conversation.id or 0, action.now, Promises.of(action.shop, action.zone))


async def send_own_words(session: AsyncSession, *, action: Action, words: OwnWords) -> Answer:
    """Queue what the agent wrote; in a conversation that another agent holds it becomes a note first."""
    conversation = await session.get_one(Conversation, words.conversation_id)
    waiting = conversation.waiting_since is not None
    if (joined := await join_album(session, action=action, words=words)) is not None:
        return joined
    if (closed := await closed_answer(session, conversation, action, words.kind)) is not None:
        await tell_unsent(session, conversation, action, closed.key, words.text)
        return closed
    refusal = await refuse(session, conversation, action, already=False)
    if refusal is not None:
        await keep_until_confirmed(session, conversation, action, words)
        return refusal
    proposed = Proposed(words.text, {"own": [asdict(words)]}, album=words.album)
    if (kept := await kept_for_approval(session, conversation, action, proposed)) is not None:
        return kept
    agent = await agent_of(session, action)
    message = {
        "text": words.text,
        "kind": words.kind,
        "media": words.media,
        "chat_id": words.chat_id,
        "telegram_id": words.message_id,
        "album": words.album,
        "reply_to_id": words.reply_to,
        "quote": words.quote,
    }
    await keep_reply(session, conversation, agent, action, message=message, hold=PAUSE if words.album else timedelta(0))
    if waiting:  # a word added to an answer says nothing of the suggestion
        await note_own_words(session, conversation, words.text, agent=agent, action=action)
    return answer("queued", reaction="👀")
