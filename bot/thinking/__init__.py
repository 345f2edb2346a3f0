"""Thinking about messages: what is concluded, and where it is done, beside the event loop.

`thinking` is the pure part. `thread` does it in a thread of this process, `process` in one
of its own (`child`), with which it talks in `frames`.
"""
