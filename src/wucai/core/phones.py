"""Telephone numbers: one written form, one blind index, one mask."""

import re
import unicodedata

from wucai.core import keys

# A mainland mobile is 1 and ten digits; others are written with their country code (ITU-T E.164: at most 15 digits).
_MOBILE = re.compile(r"1[3-9]\d{9}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
_CONTEXT = "phone"


def normalised(phone: str) -> str:
    """E.164: +8613800000000 for 138 0000 0000, ０１３８… or 0086-138…; raises ValueError when it cannot be a telephone number."""
    digits = re.sub(r"[\s().\-–—]", "", unicodedata.normalize("NFKC", phone))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if _MOBILE.fullmatch(digits):
        return "+86" + digits
    if digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
        return "+" + digits
    if digits.startswith("+86") and not _MOBILE.fullmatch(digits[3:]):
        raise ValueError("A mainland mobile number has eleven digits and begins with 1.")
    if _INTERNATIONAL.fullmatch(digits):
        return digits
    raise ValueError("Not a telephone number.")


def index(phone: str) -> str:
    """The blind index of a normalised number: equal numbers have equal indexes, and nothing can be read from it."""
    return keys.blind(phone, context=_CONTEXT)


def masked(phone: str) -> str:
    """The number with its middle hidden: 138****0000 for a mainland mobile, +49****1234 for others."""
    if phone.startswith("+86") and len(phone) == 14:
        return f"{phone[3:6]}****{phone[-4:]}"
    return f"{phone[:3]}****{phone[-4:]}"
