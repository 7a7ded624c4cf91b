"""Checks with a name, on what people send: each can be switched on and off, and says what it does.

None takes a pattern from outside: plain words and counts only, so that nothing can hang.
"""
