"""Catalan cues. All phrases were written by us, from how customers of shops write."""
