"""What the accounts give the screens of access, which lies above and imports nothing from here."""

from __future__ import annotations

from cairn.foundation.access import screens
from cairn.foundation.accounts import typed_words
from cairn.foundation.accounts.drafts import keep_typed
from cairn.foundation.accounts.web.confirming import ConfirmForm
from cairn.foundation.accounts.web.forms import AddPersonForm, EndForm, GrantForm
from cairn.foundation.accounts.web.keys import KeyForm, RevokeForm
from cairn.foundation.accounts.web.shared import account_links


def join() -> None:
    """Register once: the keeper of typed forms, the links to one's account, and the forms that stand here."""
    if keep_typed not in screens.SIGN_IN_KEEPS:
        screens.SIGN_IN_KEEPS.append(keep_typed)
    if account_links not in screens.STAFF_CONTEXT:
        screens.STAFF_CONTEXT.append(account_links)
    # The form that gives a start code is not here: it never comes back filled in.
    typed_words.FORMS |= {
        "accounts:add_person": (AddPersonForm,),
        "accounts:give_role": (GrantForm,),
        "accounts:end_role": (EndForm,),
        "accounts:confirm_role": (ConfirmForm,),
        "accounts:keys": (RevokeForm,),
        "accounts:make_key": (KeyForm,),
    }
