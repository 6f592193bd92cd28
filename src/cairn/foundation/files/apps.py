"""Uploaded files: checked, kept inside the fence, handed out with a record."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Above access."""

    name = "cairn.foundation.files"
    label = "files"
    verbose_name = "Files"
