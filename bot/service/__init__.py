"""What the desk owes customers in time, done by the clock: danger that nobody took, promises, words to who waits."""
