"""Signing packages with a key that belongs to the archive: ECDSA P-384 with SHA-256, as WACZ players verify.

The key follows from the secret key of the log, so that there is one secret to guard and every package of an archive has the
same public key. Format: the anonymous signature of WACZ signing 0.1.0 (https://specs.webrecorder.net/wacz-auth/0.1.0/); the
signature is ``r || s`` and the public key SubjectPublicKeyInfo, both as WebCrypto writes them.
"""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cunzhao.record.note import Signer

_CURVE = ec.SECP384R1()
_ORDER = int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16)
"""Of the curve's base point (SEC 2, 2.5.1)."""
_HALF = 48


def seal(signer: Signer, text: str) -> tuple[str, str]:
    """Signature and public key, in base64, of a text."""
    key = _key(signer)
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return _text(r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")), _text(public)


def is_sealed(text: str, signature: str, public_key: str) -> bool:
    """Whether this key signed the text. False for what is no signature or no key of this kind."""
    try:
        raw = base64.b64decode(signature, validate=True)
        key = serialization.load_der_public_key(base64.b64decode(public_key, validate=True))
        if not isinstance(key, ec.EllipticCurvePublicKey) or len(raw) % 2:
            return False
        r, s = (int.from_bytes(half, "big") for half in (raw[: len(raw) // 2], raw[len(raw) // 2 :]))
        key.verify(encode_dss_signature(r, s), text.encode(), ec.ECDSA(hashes.SHA256()))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _key(signer: Signer) -> ec.EllipticCurvePrivateKey:
    """64 bytes for a number of 48: what the reduction leaves uneven is far below anything that can be seen."""
    wide = HKDF(hashes.SHA256(), 64, salt=None, info=b"cunzhao/wacz-auth/p384").derive(signer.seed)
    return ec.derive_private_key(int.from_bytes(wide, "big") % (_ORDER - 1) + 1, _CURVE)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
