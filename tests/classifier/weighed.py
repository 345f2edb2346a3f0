"""What weights say of a text, before calibration."""

from classifier.features import features_of


def score(weights, text):
    """Add up what its features contribute."""
    return weights.log_odds(weights.contributions(features_of(text)))
