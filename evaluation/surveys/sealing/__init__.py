"""The cryptography of the ballot box. Pure: no database, no request, no clock, no settings.

Suite 1, the only one so far: SHA-256; scrypt; Ed25519 signatures; HPKE in base mode with X25519,
HKDF-SHA256 and ChaCha20-Poly1305 (RFC 9180). A box says which suite it was made with, so another
can be added without touching what is there. Nothing is invented here: every primitive comes from
``cryptography`` or ``hashlib``.

    code_keys    the key pair of a slip, derived from its code
    envelopes    answers sealed to a box, and opened
    payload      what is in an envelope, and that its length says nothing
    leaves       what exactly is hashed for a code, a batch, a ballot, an answer
    merkle       one root over many leaves, and the path from one to it (RFC 6962)
    custody      the private key of a box: behind a passphrase, or split among three
    receipts     the 16 characters a resident keeps
"""

SUITE = 1
