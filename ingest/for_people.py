"""Errors whose message is written for a person: their one base, and the refusal of something asked."""


class ForPeople(Exception):
    """Its message says what was seen, where, and what to do; it is shown as it stands, without a traceback.

    A command that meets one ends with status 2. No message holds a patient number, a name or a text of the EMR.
    """


class Refusal(ForPeople):
    """The whole import is refused; nothing was changed. The message says what was seen and what to do."""
