"""Why a paper cannot be made, in words for whoever asked for it."""


class CannotBeMade(Exception):
    """Another attempt would end the same way.

    ``reason`` is a sentence marked with ``gettext_noop``; it is translated when it is shown.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
