"""An assessment and facts in, a suggestion out: replies, steps, a follow-up. Pure, like the classifier."""
