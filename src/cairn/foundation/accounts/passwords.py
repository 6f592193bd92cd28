"""What a password must be, said in plain words.

Length over tricks: twelve characters, not a common one, not your own name (National Cyber Security
Centre guidance on passwords). No rule about capitals or digits.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation as library
from django.core.exceptions import ValidationError

LONGEST = 256  # hashing a very long text costs more than it protects


class LongEnough:
    """At least so many characters, and not so many that hashing stalls.

    Args:
        shortest: characters at least.
    """

    def __init__(self, shortest: int = 12) -> None:
        self.shortest = shortest

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that is too short or far too long."""
        if len(password) < self.shortest:
            raise ValidationError(f"Password must be {self.shortest} characters or more", code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(f"Password must be {LONGEST} characters or fewer", code="password_too_long")

    def get_help_text(self) -> str:
        """The rule, before anything is typed."""
        return f"Use {self.shortest} characters or more. Three words that do not belong together make a good one."


class NotCommon(library.CommonPasswordValidator):
    """Not one of the passwords that are tried first."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password found on the list of common ones."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(
                "Choose a password that is harder to guess: this one is often used", code="password_too_common"
            ) from error

    def get_help_text(self) -> str:
        """Nothing to say beforehand: people do not choose common ones knowingly."""
        return ""


class NotYourself(library.UserAttributeSimilarityValidator):
    """Not the person's own name or email address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password too much like the person's name or email address."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(
                "Password must not be like your name or your email address", code="password_too_similar"
            ) from error

    def get_help_text(self) -> str:
        """One half-sentence; the field's hint joins them."""
        return "Do not use your name or your email address."
