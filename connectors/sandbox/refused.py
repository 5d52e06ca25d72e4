"""What is asked for cannot be done; pages and control calls show the text, the API makes an envelope of it."""


class Refused(Exception):
    """The base of every marketplace's own refusals."""


class NotNow(Refused):
    """The step is impossible in this state; the text says why, in Vietnamese, for the pages."""
