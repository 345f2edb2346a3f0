"""Cards to render in tests: a calm one, and everything at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cardfacts import CardFacts, OrderFacts
from bot.storage.cardview import CardView, ReplyState
from classifier.assessment import Assessment, FactEvidence, Flag, Guess, Intent, TextEvidence, Verdict
from classifier.taxonomy import Axis
from playbooks.suggestion import FollowUp, Missing, Reply, Step, Suggestion

NOW = datetime(2026, 11, 22, 13, 8, tzinfo=UTC)
NASTY = "<b>&\"'`*_[x](y)</b><script>"


def verdict(axis, type_, score=0.9, *evidence):
    """A verdict that is shown, on the words given."""
    found = tuple(TextEvidence(0, len(text), text) for text in evidence)
    return Verdict(Axis(axis), type_, score, Guess(type_, score), evidence=found)


def flag(type_, tier, *quotes):
    """A flag on these words."""
    return Flag(type_, 0.9, tier, tuple(TextEvidence(0, len(quote), quote) for quote in quotes))


def reply(tone="short", text="It is on its way.", **more):
    """A reply ready to send."""
    return Reply("order_status", "en", tone, text, "asks where the order is", **more)


def order(**changes):
    """A parcel under way, promised yesterday, told of an hour ago."""
    facts = OrderFacts(
        number="#1042",
        status="paid",
        currency="EUR",
        total="49.90",
        refunded="0",
        carrier="DHL",
        tracking=None,
        promised_at=NOW - timedelta(days=1),
        shipped_at=NOW - timedelta(days=3),
        delivered_at=None,
        as_of=NOW - timedelta(hours=1),
    )
    return replace(facts, **changes)


def calm_view(**changes):
    """A linked customer asks where their parcel is."""
    view = CardView(
        conversation_id=12,
        turn=3,
        customer_name="Anna",
        lang="en",
        status="open",
        current=True,
        waiting=True,
        unanswered=1,
        due_at=NOW + timedelta(minutes=24),
        assignee=None,
        escalated_to=None,
        assessment=Assessment(
            "en",
            {Axis.DEMEANOUR: verdict("demeanour", "calm"), Axis.VALUE: verdict("value", "standard")},
            (Guess("calm", 0.9),),
            Intent("order_status", 0.9, Guess("order_status", 0.9)),
        ),
        suggestion=Suggestion(
            replies=(reply("short"), reply("warm", "I looked: it is on its way."), reply("firm", "It ships today.")),
            steps=(Step("Check the carrier"),),
            follow_up=FollowUp(timedelta(hours=4), "is it there?"),
        ),
        facts=CardFacts(
            quote="where is #1042",
            linked=True,
            first_name="Anna",
            orders=4,
            customer_since=2024,
            order=order(),
            figures=("5 orders, usual gap 30 days",),
        ),
    )
    return replace(view, **changes)


def crowded_view():
    """As much as one card may have to say: flags, verdicts, a failed reply, reminders, steps, don'ts."""
    calm = calm_view()
    assessment = replace(
        calm.assessment,
        verdicts={
            Axis.DEMEANOUR: verdict("demeanour", "angry", 0.95, "third time"),
            Axis.MOTIVE: verdict("motive", "discount", 0.9, "voucher"),
            Axis.LIFECYCLE: verdict("lifecycle", "at_risk"),
            Axis.VALUE: verdict("value", "petty", 0.9, "two euros"),
            Axis.CAUTION: verdict("caution", "abuser", 0.9),
        },
        flags=(
            flag("legal_threat", "check", "my lawyer"),
            flag("public_threat", "check", "reviews everywhere"),
            flag("churn_threat", "check", "never again"),
            flag("vulnerable", "check", "with a newborn"),
        ),
        trend="worse",
    )
    suggestion = replace(
        calm.suggestion,
        steps=tuple(Step(f"step {number}") for number in range(8)),
        avoid=("jokes", "selling", "policy talk", "promises"),
        missing=(Missing("refund_overdue", "refund date"),),
    )
    replies = tuple(
        ReplyState(number, "failed", "Olga", NOW - timedelta(minutes=9), "Forbidden: user is deactivated")
        for number in range(1, 3)
    )
    return replace(
        calm,
        unanswered=3,
        due_at=NOW - timedelta(minutes=6),
        assignee="Olga",
        escalated_to="lead",
        assessment=assessment,
        suggestion=suggestion,
        replies=replies,
        reminders=tuple(NOW + timedelta(hours=hours) for hours in range(1, 6)),
    )


def silent_view():
    """Everything at once, and no reply that fits."""
    crowded = crowded_view()
    return replace(crowded, suggestion=replace(crowded.suggestion, replies=()))


def danger_view():
    """A hint of self-harm: an approved text, two taps."""
    calm = calm_view()
    assessment = replace(
        calm.assessment,
        flags=(flag("self_harm", "page", "no point in anything any more"), flag("vulnerable", "check", "alone")),
    )
    approved = (reply("warm", "Thank you for telling me. Are you safe right now?", approved=True),)
    suggestion = Suggestion(replies=approved, avoid=("selling", "arguing", "policy", "closing"))
    return replace(calm, assessment=assessment, suggestion=suggestion)


def unlinked_view():
    """Somebody unknown: no order facts, whatever they claim."""
    return calm_view(facts=CardFacts(quote="where is my parcel", linked=False, first_name="Kai"))


def nasty_view():
    """Markup and quotes in every text that people or shops write."""
    calm = calm_view()
    quoted = FactEvidence("gap", NASTY)
    verdicts = {
        Axis.DEMEANOUR: verdict("demeanour", "angry", 0.95, NASTY),
        Axis.VALUE: replace(verdict("value", "gold"), evidence=(quoted,)),
    }
    return replace(
        calm,
        customer_name=NASTY,
        assignee=NASTY,
        assessment=replace(calm.assessment, verdicts=verdicts, flags=(flag("fraud", "page", NASTY),)),
        suggestion=Suggestion(
            replies=(reply(text=NASTY),),
            steps=(Step(NASTY),),
            follow_up=FollowUp(timedelta(hours=4), NASTY),
            avoid=(NASTY,),
            missing=(Missing("order_status", NASTY),),
        ),
        facts=replace(calm.facts, quote=NASTY, order=order(number=NASTY, carrier=NASTY), figures=(NASTY,)),
        replies=(ReplyState(5, "failed", NASTY, NOW, NASTY),),
    )


def foreign_view():
    """A customer whose language the agent may not read, with a gloss below each reply."""
    calm = calm_view(lang="zh")
    replies = tuple(
        replace(reply(tone, f"您的包裹在路上，{tone}。"), lang="zh", gloss=f"Your parcel is <on> its way, {tone}.")
        for tone in ("warm", "short", "firm")
    )
    return replace(calm, suggestion=replace(calm.suggestion, replies=replies))


VIEWS = {
    "calm": calm_view,
    "crowded": crowded_view,
    "silent": silent_view,
    "danger": danger_view,
    "unlinked": unlinked_view,
    "nasty": nasty_view,
    "foreign": foreign_view,
}
