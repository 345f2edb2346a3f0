"""`/setup`: an owner is walked through what the desk needs, by chat."""
