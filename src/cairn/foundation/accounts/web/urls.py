"""Addresses of signing in, of one's own account and of the people screens.

The library looks its views up by bare names, so those are not in a namespace; only the ones used
here exist. Include this once, at the root.
"""

from __future__ import annotations

from django.urls import include, path

from cairn.foundation.accounts.web import account, confirming, keys, people
from cairn.foundation.accounts.web import library_views as library
from cairn.foundation.accounts.web.shared import framed

OWN = "a person's own second factor"

_library = [
    path("sign-in/", framed(library.LoginView.as_view(), "signing in"), name="account_login"),
    path("sign-out/", framed(library.LogoutView.as_view(), "signing out"), name="account_logout"),
    path(
        "account/password/",
        framed(library.ChangePassword.as_view(), "a person's own password"),
        name="account_change_password",
    ),
    path(
        "account/confirm/",
        framed(library.ReauthenticateView.as_view(), "proving it is still the same person"),
        name="account_reauthenticate",
    ),
    path("account/sessions/", framed(library.Sessions.as_view(), "a person's own sessions"), name="usersessions_list"),
    path("account/second-factor/", framed(library.IndexView.as_view(), OWN), name="mfa_index"),
    path(
        "account/second-factor/code/",
        framed(library.AuthenticateView.as_view(), "signing in, second step"),
        name="mfa_authenticate",
    ),
    path(
        "account/second-factor/confirm/",
        framed(library.ConfirmSecondFactorView.as_view(), "proving it is still the same person"),
        name="mfa_reauthenticate",
    ),
    path("account/second-factor/set-up/", framed(library.SetUpSecondFactor.as_view(), OWN), name="mfa_activate_totp"),
    path(
        "account/second-factor/remove/", framed(library.RemoveSecondFactor.as_view(), OWN), name="mfa_deactivate_totp"
    ),
    path(
        "account/second-factor/recovery-codes/",
        framed(library.RecoveryCodes.as_view(), "a person's own recovery codes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/recovery-codes/new/",
        framed(library.GenerateRecoveryCodesView.as_view(), "a person's own recovery codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/recovery-codes/download/",
        framed(library.DownloadRecoveryCodesView.as_view(), "a person's own recovery codes"),
        name="mfa_download_recovery_codes",
    ),
]

PEOPLE = "p/<slug:partnership>/people/"

_own = [
    path("account/", account.account, name="account"),
    path("account/start/", account.start, name="start"),
    path("account/stay/", account.stay, name="stay"),
    path("account/kept/", account.kept, name="kept"),
    path("account/sign-out-everywhere/", account.leave_everywhere, name="leave_everywhere"),
    path("p/<slug:partnership>/keys/", keys.show_all, name="keys"),
    path("p/<slug:partnership>/keys/make/", keys.make, name="make_key"),
    path(PEOPLE, people.show_all, name="people"),
    path(f"{PEOPLE}confirm/", confirming.show_waiting, name="waiting_roles"),
    path(f"{PEOPLE}confirm/<int:grant>/", confirming.confirm, name="confirm_role"),
    path(f"{PEOPLE}add/", people.add, name="add_person"),
    path(f"{PEOPLE}<int:number>/", people.show, name="person"),
    path(f"{PEOPLE}<int:number>/roles/add/", people.give_role, name="give_role"),
    path(f"{PEOPLE}<int:number>/roles/<int:grant>/end/", people.end_role, name="end_role"),
    path(f"{PEOPLE}<int:number>/start-code/", people.give_code, name="give_code"),
]

urlpatterns = [*_library, path("", include((_own, "accounts")))]
