"""The shell: Telegram, storage, the shop, the command line."""
