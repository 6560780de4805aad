"""The portal with sealing, signing and key derivation left out: what they cost, and nothing else.

For the benchmark only. A code is taken for right when its selector is found.
"""

from harmony.wsgi import application

__all__ = ["application"]


class NoKey:
    def sign(self, text: bytes) -> bytes:
        return bytes(64)


def key_of(code, row):
    return NoKey()


def seal(content: bytes, *, public_key: bytes, info: bytes) -> bytes:
    return content


def leave_out() -> None:
    from evaluation.surveys import code_rows  # noqa: PLC0415 -- once the portal is set up
    from evaluation.surveys.sealing import envelopes  # noqa: PLC0415

    code_rows.key_of = key_of  # type: ignore[assignment]
    envelopes.seal = seal


leave_out()
