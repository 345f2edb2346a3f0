"""Text and purchase history in, an assessment with its evidence out. Pure: no Telegram, no database, no clock."""
