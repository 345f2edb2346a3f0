"""What became of a suggestion, by comparing what was sent with it."""

from itertools import chain

import pytest

from bot.comparing import ARROW, LONGEST_PIECE, MOST_PIECES, Outcome, fate_of, sent_as_it_stands
from playbooks.signing import AGENT
from playbooks.suggestion import Reply, Wording

OPENING, SUBSTANCE = "Anna, I'm on it now.", "Your parcel was due on 21 November, and I'm asking DHL where it is."
CLOSING = "You'll hear from me by 15:30."
WHOLE = f"{OPENING} {SUBSTANCE} {CLOSING}"


def a_reply(*sentences, tone="warm"):
    """A reply of these sentences."""
    slots = zip(("opening", "substance", "closing"), sentences, strict=False)
    wordings = tuple(Wording("late_parcel", slot, f"{slot}1", len(text)) for slot, text in slots)
    return Reply("late_parcel", "en", tone, " ".join(sentences), "", wordings=wordings)


REPLY = a_reply(OPENING, SUBSTANCE, CLOSING)


def outcomes(fate):
    return [str(outcome) for _, outcome in fate.wordings]


def fate(sent, *replies):
    return fate_of(replies or (REPLY,), sent, ["Anna", "Olga"])


def test_a_pressed_reply_was_sent_unchanged():
    """With every sentence of it."""
    assert sent_as_it_stands(REPLY).outcome is Outcome.UNCHANGED
    assert outcomes(sent_as_it_stands(REPLY)) == ["unchanged"] * 3


def test_the_same_words_pasted_are_unchanged():
    """However the lines break."""
    assert fate(WHOLE.replace(". ", ".\n")).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("sent", "sentences", "difference"),
    [
        (WHOLE.replace("15:30", "16:00"), ["unchanged", "unchanged", "changed"], "[number] → [number]"),
        (WHOLE.replace("asking DHL", "calling DHL"), ["unchanged", "changed", "unchanged"], "asking → calling"),
        (f"{SUBSTANCE} {CLOSING}", ["skipped", "unchanged", "unchanged"], "[name], I'm on it now. → "),
        (f"{WHOLE} Have a nice day!", ["unchanged"] * 3, " → Have a nice day!"),
        (f"{OPENING} Sorry about this. {SUBSTANCE} {CLOSING}", ["unchanged"] * 3, " → Sorry about this."),
        (WHOLE.replace("DHL", "Petra at GLS"), ["unchanged", "changed", "unchanged"], "DHL → [name] at [name]"),
    ],
)
def test_a_changed_reply_says_which_sentence_and_how(sent, sentences, difference):
    """Only the sentence that was touched pays for it; the difference is masked."""
    found = fate(sent)

    assert found.outcome is Outcome.CHANGED
    assert outcomes(found) == sentences
    assert found.difference == difference


def test_unrelated_words_skip_the_first_reply():
    """No difference is kept: it would be the whole message."""
    other = a_reply("Hello.", "It is on its way.", tone="short")
    found = fate("We have sent your money back this morning, it takes two days", REPLY, other)

    assert (found.outcome, found.reply, found.difference) == (Outcome.SKIPPED, REPLY, None)
    assert outcomes(found) == ["skipped"] * 3


def test_a_picture_without_words_skips_too():
    """Nothing was said that could be compared."""
    assert fate("").outcome is Outcome.SKIPPED


def test_the_nearest_reply_was_meant():
    """Whatever stood first on the card."""
    short = a_reply("Hello.", "Your parcel is a day late, and I'm asking the carrier.", tone="short")
    found = fate("Hello. Your parcel is a day late, and I'm asking the driver.", REPLY, short)

    assert (found.outcome, found.reply.tone) == (Outcome.CHANGED, "short")


def test_a_third_of_the_words_is_still_the_reply():
    """And a tenth is not: an agent's own answer happens to share some."""
    words = [f"w{number}" for number in range(30)]
    reply = a_reply(" ".join(words))

    assert fate(" ".join(words[:10]), reply).outcome is Outcome.CHANGED
    assert fate(" ".join(words[:3]), reply).outcome is Outcome.SKIPPED
    assert fate(" ".join([*words, *(f"own{number}" for number in range(60))]), reply).outcome is Outcome.CHANGED


def test_chinese_is_compared_sign_by_sign():
    """It has no spaces to tell words by."""
    reply = a_reply("您好，", "您的包裹昨天已经发出，", "我今天会再联系您。")

    assert fate("您好，您的包裹今天已经发出，我今天会再联系您。", reply).outcome is Outcome.CHANGED


def test_a_reply_of_an_earlier_version_has_no_wordings():
    """What was suggested before wordings were named is compared all the same."""
    old = Reply("late_parcel", "en", "warm", WHOLE, "")

    assert fate(WHOLE.replace("15:30", "16:00"), old).wordings == ()


def test_a_difference_stays_readable():
    """A few places, each short."""
    words = [f"word{'a' * number}" for number in range(60)]
    sent = list(chain.from_iterable([*words[at : at + 5], f"other{at} " * 30] for at in range(0, 60, 5)))
    lines = fate(" ".join(sent), a_reply(" ".join(words))).difference

    assert lines is None or len(lines.splitlines()) <= MOST_PIECES
    long = fate(f"{WHOLE} {'very ' * 30}long", REPLY).difference
    assert all(len(part) <= LONGEST_PIECE for part in long.split(ARROW))


def test_a_copied_reply_with_the_agents_own_name_is_unchanged():
    """The suggestion leaves the name open, the text to copy has it."""
    signed_later = a_reply(f"I'm {AGENT}.", SUBSTANCE, CLOSING)
    pasted = signed_later.text.replace(AGENT, "Olga")

    assert fate(pasted, signed_later).outcome is Outcome.UNCHANGED
