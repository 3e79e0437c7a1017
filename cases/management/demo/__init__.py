"""The fictional clinic of the demonstration: its people, their year, their words.

Everything is invented. It is played through the same actions that the pages use, each at
its own moment of the past year.
"""
