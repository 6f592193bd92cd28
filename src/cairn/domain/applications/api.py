"""What other packages may use of applications."""

from cairn.domain.applications.forms import form_of, forms
from cairn.domain.applications.inside import (
    Waiting,
    answers_of,
    clear,
    mark_taken,
    set_form,
    set_local,
    show,
    stop,
    waiting,
)
from cairn.domain.applications.outside import (
    DONE,
    NOTHING,
    TOO_OFTEN,
    Draft,
    OpenHere,
    begin,
    come_back,
    digest_of_code,
    draft_of,
    leave,
    local_values,
    new_code,
    new_key,
    open_forms,
    renew_code,
    save,
    send,
)

__all__ = [
    "DONE", "Draft", "NOTHING", "OpenHere", "TOO_OFTEN", "Waiting", "answers_of", "begin", "clear", "come_back",
    "digest_of_code", "draft_of", "form_of", "forms", "leave", "local_values", "mark_taken", "new_code", "new_key",
    "open_forms", "renew_code", "save", "send", "set_form", "set_local", "show", "stop", "waiting",
]  # fmt: skip
