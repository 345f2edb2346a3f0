"""What agents do, one use case a file. No Telegram here: values in, rows and an answer out."""
