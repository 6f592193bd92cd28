"""Take an upload in: a form field that checks it, and a handler that never fills the memory."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from cairn.foundation.files.checking import check_file
from cairn.foundation.files.terms import ACCEPT, KEPT_KINDS, FileRefused, Rule, size_in_words, size_limit

CHOOSE_AGAIN = "Choose the file again: a browser never keeps it. Everything you typed is still here"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that passed every rule but the scanner's, ready for ``keep_file``."""

    name: str
    content: bytes


class KeptFileField(forms.FileField):
    """A file to keep. Its error is the sentence of the rule; its value is an ``Upload`` or None."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"{KEPT_KINDS}, up to {size_in_words(size_limit())}.")
        super().__init__(allow_empty_file=True, **kwargs)  # emptiness has its own sentence

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Check what came.

        Raises:
            ValidationError: in the words of the rule; its code is the rule.
        """
        found = super().clean(data, initial)
        if not found:
            return None
        content = found.read()
        whole_size = getattr(found, "whole_size", len(content))
        try:
            if len(content) < whole_size <= size_limit():
                raise FileRefused(
                    Rule.TOO_LARGE,
                    f"Together the files are over {size_in_words(size_limit())}. Add them one at a time.",
                )
            self.check(name=found.name, content=content, size=whole_size)
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code=refusal.rule.value) from refusal
        return Upload(name=found.name, content=content)

    def check(self, *, name: str, content: bytes, size: int) -> None:
        """Decide whether the file is taken; a field that takes other kinds has another rule.

        Args:
            name: as the browser sent it.
            content: the whole file, or its beginning where it is larger than is kept anyway.
            size: its size in bytes.

        Raises:
            FileRefused: it breaks a rule.
        """
        check_file(name=name, content=content, size=size)


class BoundedUploads(FileUploadHandler):
    """Keeps uploads in memory, and of one that is too large only the beginning and its size.

    Django's own memory handler drops a request that is too large without a word, so that a form
    says "choose a file" to somebody who did. All files of a request share one bound.
    """

    chunk_size = 64 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = size_limit() + 1

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        kept = raw_data[: self.left]
        self.left -= len(kept)
        if kept:
            self.parts.append(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        content = b"".join(self.parts)
        self.parts = []
        found = InMemoryUploadedFile(
            file=io.BytesIO(content),
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=len(content),
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        found.whole_size = self.seen
        return found
