"""The checklist on a card: what it says, which buttons it has, and whom Escalate offers."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from card_samples import NOW, calm_view

from bot.storage.cardview import StepState
from bot.telegram.callbacks import LARGEST, pack, unpack
from bot.telegram.cardlines import Lines
from bot.telegram.checklist import rung_menu, step_line, tick_row
from bot.wording import load_wording
from playbooks.ladder import ROLES
from playbooks.suggestion import Step, Suggestion

WORDS = load_wording("en")
HALF, DAY = timedelta(minutes=30), timedelta(days=1)
LEAD = Step("Pass to the lead", escalate_to="lead", after=HALF, because="order late by 1 day")
OWNER = Step("Pass to the owner", escalate_to="owner", after=DAY)


def view_of(*steps, begun=(), **changes):
    return replace(calm_view(), suggestion=Suggestion(steps=steps), begun=begun, **changes)


def line(view):
    return "".join(step_line(view, Lines(WORDS, ZoneInfo("Europe/Amsterdam")), NOW))


def offered(view):
    menu = rung_menu(view, WORDS)
    rows = menu.inline_keyboard if menu else []
    return [(one.text, one.callback_data) for row in rows for one in row]


def test_a_step_says_how_far_it_is():
    """Open, taken by whom and when, coming due at, or after how long."""
    begun = (StepState(Step("refund"), NOW, "Olga"), StepState(LEAD, due_at=NOW + HALF))
    shown = line(view_of(Step("refund"), Step("call <DHL>"), LEAD, OWNER, begun=begun))

    assert shown == (
        "<b>STEPS</b> ☑ 1 refund (Olga, 14:08) ☐ 2 call &lt;DHL&gt;"
        " ☐ 3 ⬆️ Pass to the lead (14:38) ☐ 4 ⬆️ Pass to the owner (1 d)"
    )


def test_what_was_taken_stays_when_the_suggestion_changes():
    """The customer wrote once more and the step is suggested no longer; that it was done is still true."""
    view = view_of(Step("call"), begun=(StepState(Step("refund"), NOW, "Olga"), StepState(Step("left alone"))))

    assert [one.step.text for one in view.steps] == ["call", "refund"]


def test_a_button_says_what_it_does():
    """So that two presses at once do the same thing once."""
    view = view_of(Step("refund"), LEAD, begun=(StepState(Step("refund"), NOW, "Olga"),))

    assert [(one.text, one.callback_data) for one in tick_row(view)] == [
        ("☑ 1", f"t1:untick:12:3:{Step('refund').key}"),
        ("☐ 2", "t1:tick:12:3:lead"),
    ]


@pytest.mark.parametrize("changes", [{"current": False}, {"status": "resolved"}])
def test_what_is_over_cannot_be_ticked(changes):
    """Neither the card of an earlier turn nor a resolved one."""
    view = view_of(Step("refund"), **changes)

    assert (line(view), tick_row(view)) == ("", [])


def test_many_steps_leave_room_for_the_ladder():
    """Four things to do and two rungs stand on the card; the rest is under Details."""
    view = view_of(*(Step(f"step {number}") for number in range(9)), LEAD, replace(OWNER, escalate_to="duty"), OWNER)

    assert len(tick_row(view)) == 6
    assert "step 3" in line(view)
    assert "step 4" not in line(view)
    assert "Pass to the lead" in line(view)


def test_escalate_offers_the_cards_rungs_with_why():
    """And a way back."""
    assert offered(view_of(Step("refund"), LEAD, OWNER)) == [
        ("⬆️ lead: order late by 1 day", "t1:climb:12:3:lead"),
        ("⬆️ owner", "t1:climb:12:3:owner"),
        ("‹ Back", "t1:menu:12:3:main"),
    ]


@pytest.mark.parametrize(
    ("taken", "roles"),
    [([], ["lead"]), (["agent"], ["lead"]), (["lead"], ["specialist"]), (["specialist"], ["owner"]), (["owner"], [])],
)
def test_without_a_ladder_it_goes_one_up(taken, roles):
    """The lead first; above the owner there is nobody."""
    begun = tuple(StepState(Step(role, escalate_to=role), NOW, "Olga") for role in taken)

    assert [data.split(":")[-1] for _, data in offered(view_of(begun=begun))][:-1] == roles


@pytest.mark.parametrize("key", [*ROLES, Step("refund").key])
@pytest.mark.parametrize("action", ["tick", "untick", "climb"])
def test_the_longest_data_fits(action, key):
    """Telegram takes 64 bytes."""
    data = pack(action, LARGEST - 1, LARGEST - 1, key)

    assert unpack(data).words == (key,)
