"""A migrated database of either kind; the walk itself begins with a token alone."""

from migrated import migrated_url, one_postgres

__all__ = ["migrated_url", "one_postgres"]
