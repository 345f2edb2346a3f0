"""The walk itself: it opens with a page, asks one thing at a time, and keeps what is answered."""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.setup.page import WEEKDAYS, Page, Rows, gather
from bot.desk.setup.reading import READERS, NotReadError
from bot.desk.setup.walk import Step, Walk, value_in_force
from bot.storage.alerts import tell_people
from bot.storage.audit import record
from bot.storage.chosen import choose, load_chosen, unchoose
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import Urgency
from bot.wording import DESK_LANGUAGES
from classifier.taxonomy import LANGUAGES

# The open question of the walk; one at a time is asked, of whichever owner.
ASKED: Final = "asked"
# Subjects whose answer is typed; the others have buttons.
TYPED: Final = frozenset({"hours", "timezone", "name", "playbook"})
# What subjects are called in the settings where that is another word.
SETTING: Final = {"group": "staff_chat", "playbook": "playbooks"}


async def open_walk(session: AsyncSession, *, walk: Walk, step: Step, code: str) -> Answer | None:
    """Show the page to an owner; the first is whoever knows the code of the console."""
    owners = await walk.owners(session)
    if step.by not in owners:
        if owners or not walk.code.opens(code.strip()):
            return answer("setup_not_you" if owners else "setup_wrong_code")
        await choose(session, "owners", [step.by], step.now, step.by)
        record(session, "setup_owner", step.now, telegram_id=step.by)
        await say(session, step, walk.words("setup_welcome", name=escape(step.name)))
    await show_page(session, walk, step)
    return None


async def show_page(session: AsyncSession, walk: Walk, step: Step) -> None:
    """Queue the page as it stands now."""
    page = Page(walk, await gather(session))
    await say(session, step, page.html(), page.rows())


async def press_subject(session: AsyncSession, *, walk: Walk, step: Step, subject: str) -> Answer | None:
    """Ask about one subject, or end the walk."""
    if step.by not in await walk.owners(session):
        return answer("setup_not_you", alert=True)
    if subject == "page":
        await show_page(session, walk, step)
        return None
    if subject == "done":
        await choose(session, "done", step.now.isoformat(), step.now, step.by)
        return answer("setup_done", alert=True)
    if SETTING.get(subject, subject) in walk.fixed:
        return answer("setup_fixed", alert=True, what=walk.words(f"setup_b_{subject}"))
    if subject in TYPED:
        await choose(session, ASKED, {"subject": subject, "by": step.by}, step.now, step.by)
    question = walk.words(f"setup_ask_{subject}", bot=walk.username)
    await say(session, step, question, await _rows(session, walk, step, subject))
    return None


async def press_value(session: AsyncSession, *, walk: Walk, step: Step, pressed: tuple[str, str]) -> Answer | None:
    """Keep what a button says, and show the buttons again where several may be pressed."""
    subject, value = pressed
    if step.by not in await walk.owners(session):
        return answer("setup_not_you", alert=True)
    if SETTING.get(subject, subject) in walk.fixed:
        return answer("setup_fixed", alert=True, what=walk.words(f"setup_b_{subject}"))
    kept = await _kept(session, walk, step, subject, value)
    if kept is None:
        return answer("expired", alert=True)
    if isinstance(kept, Answer):
        return kept
    await _keep(session, step, *kept)
    if subject in {"closed", "languages", "leads"}:
        shown = "hours" if subject == "closed" else subject
        await say(session, step, walk.words("setup_kept"), await _rows(session, walk, step, shown))
    else:
        await unchoose(session, ASKED)
        await show_page(session, walk, step)
    return answer("setup_kept")


async def answer_question(session: AsyncSession, *, walk: Walk, step: Step, text: str) -> None:
    """Take a typed answer; one that cannot be read is answered with what could, and asked again."""
    asked = (await load_chosen(session)).get(ASKED) or {}
    subject = asked.get("subject", "")
    if subject not in READERS:
        return
    try:
        value = READERS[subject](text, walk.words)
    except NotReadError as error:
        await say(session, step, escape(str(error)))
        return
    if subject == "hours":
        value = {**await _hours(session, walk), **value}
    await _keep(session, step, subject, value)
    await unchoose(session, ASKED)
    await show_page(session, walk, step)


async def say(session: AsyncSession, step: Step, html: str, rows: Rows | None = None) -> None:
    """Queue a page for the owner's private chat."""
    content = {"html": html, "rows": rows or []}
    await tell_people(session, [step.by], machine_now=step.machine_now, content=content, urgency=Urgency.REPLY)


async def _keep(session: AsyncSession, step: Step, name: str, value: Any) -> None:
    await choose(session, name, value, step.now, step.by)
    record(session, "setup_chosen", step.now, name=name)


async def _kept(
    session: AsyncSession, walk: Walk, step: Step, subject: str, value: str
) -> tuple[str, Any] | Answer | None:
    """Work out what a pressed button changes: the setting's name and its new value; None for a button of no sense."""
    chosen, hours = await load_chosen(session), await _hours(session, walk)
    found: tuple[str, Any] | Answer | None = None
    match subject:
        case "group":
            found = "staff_chat", [step.by if value == "private" else int(value)]
        case "agents":
            found = _agents(value, step)
        case "leads":
            found = "leads", _toggled(value_in_force(walk, chosen, "leads"), int(value))
        case "languages" if value in LANGUAGES:
            langs = _toggled(value_in_force(walk, chosen, "languages"), value)
            found = ("languages", langs) if langs else answer("setup_one_language", alert=True)
        case "language" if value in DESK_LANGUAGES:
            found = "language", value
        case "hours" if "-" in value:
            found = "hours", {**hours, **READERS["hours"](value, walk.words)}
        case "closed" if value in WEEKDAYS:
            closed = _toggled(hours["closed_weekdays"], value)
            found = ("hours", {**hours, "closed_weekdays": closed}) if len(closed) < len(WEEKDAYS) else None
    return found


def _agents(value: str, step: Step) -> tuple[str, list[int]] | None:
    return {"all": ("agents", []), "listed": ("agents", [step.by])}.get(value)


def _toggled(there: Sequence[Any], one: Any) -> list[Any]:
    kept = [each for each in there if each != one]
    return kept if len(kept) < len(there) else [*kept, one]


async def _hours(session: AsyncSession, walk: Walk) -> dict[str, Any]:
    """Give the hours in force in the words of shop.yaml."""
    hours = dict(value_in_force(walk, await load_chosen(session), "hours"))
    days = [day if isinstance(day, str) else WEEKDAYS[day] for day in hours.get("closed_weekdays") or ()]
    times = {name: str(hours[name])[:5] for name in ("opens", "closes")}
    return {**times, "closed_weekdays": days, "holidays": [str(day) for day in hours.get("holidays") or ()]}


async def _rows(session: AsyncSession, walk: Walk, step: Step, subject: str) -> Rows:
    """Build the buttons of a question."""
    held = await gather(session)
    say_, page = walk.words, Page(walk, held)
    if subject == "group":
        fit = [group for group in held.groups if group.has_topics and group.may_manage]
        named = [[[group.title or str(group.chat_id), f"set:group:{group.chat_id}"]] for group in fit[:6]]
        return [*named, [[say_("setup_b_private"), "set:group:private"]], _back(walk)]
    if subject == "agents":
        both = [[say_("setup_b_all"), "set:agents:all"], [say_("setup_b_listed"), "set:agents:listed"]]
        return [both, _back(walk)]
    if subject == "leads":
        leads = {int(lead) for lead in page.value("leads")}
        people = {agent.telegram_id: agent.name for agent in held.agents} | {step.by: step.name}
        return [*([_tick(name, id_ in leads, f"set:leads:{id_}")] for id_, name in people.items()), _back(walk)]
    return [*_choices(walk, page, subject), _back(walk)]


def _choices(walk: Walk, page: Page, subject: str) -> Rows:
    """Build the buttons that are the same for everybody."""
    name = walk.words.name
    match subject:
        case "languages":
            on = set(page.value("languages"))
            ticks = [_tick(name("lang", lang), lang in on, f"set:languages:{lang}") for lang in LANGUAGES]
            return [ticks[:3], ticks[3:]]
        case "language":
            return [[[name("lang", lang), f"set:language:{lang}"] for lang in DESK_LANGUAGES]]
        case "hours":
            days = page.value("hours").get("closed_weekdays") or ()
            off = {day if isinstance(day, str) else WEEKDAYS[day] for day in days}
            closed = [_tick(name("weekday", day), day in off, f"set:closed:{day}") for day in WEEKDAYS]
            return [[[f"{span} h", f"set:hours:{span}"] for span in ("9-17", "9-21", "10-20")], closed[:4], closed[4:]]
    return []


def _tick(text: str, on: bool, data: str) -> list[str]:  # noqa: FBT001 - it reads "tick (text, on)"
    return [f"{'☑' if on else '☐'} {text}", data]


def _back(walk: Walk) -> list[list[str]]:
    return [[walk.words("setup_b_page"), "setup:page"]]
