"""An administrator lets somebody in, who sets a password and a second factor and then signs in each way there is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable

import pytest

from tests.journeys.people import Person

NAME, EMAIL = "Turnstone Breccia", "turnstone.breccia@example.test"
PASSWORD = "harbour lamps before the rain"
WRONG = "The email address or the password is not right"
STOPPED = "Sign-in is stopped for half an hour"
HALF_A_MINUTE = 30


def code_of_the_app(key: str, *, steps: int = 0) -> str:
    """The six figures an authenticator app shows for a key (RFC 6238), now or so many half-minutes later."""
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    counter = struct.pack(">Q", int(time.time()) // HALF_A_MINUTE + steps)
    digest = hmac.digest(secret, counter, hashlib.sha1)
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"


class AJoiner:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person]) -> None:
        self.somebody = somebody
        self.start_code = self.key = ""
        self.recovery_codes: list[str] = []

    def given_an_administrator_adds_her(self) -> None:
        self.administrator = self.somebody("cum-admin")
        self.administrator.sees_heading("People")
        self.administrator.presses("Add a person")
        self.administrator.types("Name", NAME)
        self.administrator.types("Work email address", EMAIL)
        self.administrator.picks("Agency", "Cumberland Council")
        self.administrator.chooses("Contributor")
        self.administrator.types("Why", "New in the housing team.")
        self.administrator.presses("Add")
        self.administrator.sees_message("The person is added.")

    def given_she_is_told_a_start_code(self) -> None:
        self.administrator.presses("Give a start code")
        self.administrator.types("Why", "New here.")
        self.administrator.presses("Make the code")
        self.administrator.sees_heading("Start code")
        self.start_code = self.administrator.the(".govuk-panel__body").inner_text().strip()
        assert re.fullmatch(r"(\w{4}-){3}\w{4}", self.start_code)

    def when_she_sets_a_password_with_the_code(self) -> None:
        self.joiner = self.somebody()
        self.joiner.opens("/sign-in/")
        self.joiner.follows("set a password")
        self.joiner.types("Email address", EMAIL)
        self.joiner.types("Start code", self.start_code.lower().replace("-", " "))
        self.joiner.types("New password", PASSWORD)
        self.joiner.types("New password again", PASSWORD)
        self.joiner.presses("Set password")
        self.joiner.sees_message("Your password is set.")

    def when_she_sets_up_her_app_before_anything_else_opens(self) -> None:
        self._gives_the_password()
        self.joiner.sees_heading("Set up your authenticator app")
        self.joiner.opens("/p/cumberland/my-work/")
        self.joiner.sees_heading("Set up your authenticator app")
        self.joiner.unfolds("I cannot scan it")
        self.key = self.joiner.the("details strong").inner_text().replace(" ", "")
        self.joiner.types("Code that the app shows", code_of_the_app(self.key))
        self.joiner.presses("Continue")

    def then_she_is_given_recovery_codes_and_led_to_her_work(self) -> None:
        self.joiner.sees_heading("Your recovery codes")
        self.recovery_codes = self.joiner.the("main li strong").all_inner_texts()
        assert len(self.recovery_codes) == 10
        self.joiner.presses("Continue")
        self.joiner.sees_heading("My work")

    def when_she_signs_out_and_in_with_password_and_code(self) -> None:
        self._signs_out()
        self._gives_the_password()
        self.joiner.sees_heading("Enter your code")
        self.joiner.types("Code", code_of_the_app(self.key, steps=1))
        self.joiner.presses("Continue")

    def when_she_signs_out_and_in_with_a_recovery_code(self) -> None:
        self._signs_out()
        self._gives_the_password()
        self.joiner.types("Code", self.recovery_codes[0])
        self.joiner.presses("Continue")

    def then_she_is_at_her_work(self) -> None:
        self.joiner.sees_heading("My work")

    def then_that_recovery_code_is_used_up(self) -> None:
        self.joiner.opens("/account/")
        self.joiner.sees("9 recovery codes left")

    def when_five_wrong_passwords_are_tried(self) -> None:
        self.joiner.opens("/account/")
        self._signs_out()
        for _try in range(4):
            self._gives_the_password("not this one, surely")
            self.joiner.sees(WRONG)
        self.joiner.expects_refusal(429)
        self._gives_the_password("not this one, surely")
        self.joiner.sees_heading(STOPPED)

    def then_even_the_right_one_is_refused_and_the_page_says_what_to_do(self) -> None:
        self.joiner.sees("A wrong password or code was given five times for this email address.")
        self.joiner.sees("ask the administrator of your partnership for a start code")
        self._gives_the_password()
        self.joiner.sees_heading(STOPPED)

    def _gives_the_password(self, password: str = PASSWORD) -> None:
        self.joiner.opens("/sign-in/")
        self.joiner.types("Email address", EMAIL)
        self.joiner.types("Password", password)
        self.joiner.presses("Sign in")

    def _signs_out(self) -> None:
        self.joiner.presses("Sign out")
        self.joiner.sees_heading("Sign in")


@pytest.fixture
def story(somebody) -> AJoiner:
    return AJoiner(somebody)


def test_a_new_person_is_let_in_with_a_code_and_from_then_on_with_two_factors(story):
    story.given_an_administrator_adds_her()
    story.given_she_is_told_a_start_code()
    story.when_she_sets_a_password_with_the_code()
    story.when_she_sets_up_her_app_before_anything_else_opens()
    story.then_she_is_given_recovery_codes_and_led_to_her_work()
    story.when_she_signs_out_and_in_with_password_and_code()
    story.then_she_is_at_her_work()
    story.when_she_signs_out_and_in_with_a_recovery_code()
    story.then_she_is_at_her_work()
    story.then_that_recovery_code_is_used_up()
    story.when_five_wrong_passwords_are_tried()
    story.then_even_the_right_one_is_refused_and_the_page_says_what_to_do()
