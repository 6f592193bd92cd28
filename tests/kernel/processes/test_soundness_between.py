"""What a process says of its cases with others is refused where it could not work, or would tell too much."""

from pathlib import Path

import pytest

import cairn
from cairn.kernel.processes.process_file import read_process

KIND = Path(cairn.__file__).parent / "content" / "casetypes" / "marac" / "process.toml"
TEXT = KIND.read_text("utf-8")

UNSOUND = [
    ('parties = ["person_harmed", ', 'parties = ["somebody", ', 'party "somebody" is not in this file.'),
    ('open_to = ["coordinator"]', 'open_to = ["coordinator", "agency"]', 'its section is open to "coordinator" alone'),
    ('"confirm_repeat", "referred_again"]', '"confirm_repeat"]', 'does not begin with "referred_again"'),
    ('off = "expire_flag"', 'off = "confirm"', 'move "confirm" is not in this file.'),
    ('off = "expire_flag"', 'off = "list"', "it can neither require anything nor a reason"),
    ('sections = ["referral", "risk"', 'sections = ["contact", "risk"', "goes with a transfer by its own rule alone"),
    ('sections = ["referral", "risk"', 'sections = ["transfer", "risk"', "is never shared, so it does not go"),
    ('opens = "receive_transfer"', 'opens = "accept"', '"accept" opens no case.'),
    ('requires = ["receipt_confirmed_on"]', 'requires = ["receipt_confirmed_on", "wishes"]', "and nothing else"),
    ('window = "flag"\nrecords = "repeat', 'window = "minutes"\nrecords = "repeat', "a window of calendar months"),
    ("[[flag]]", '[[flag]]\nkey = "other"\ntitle = "T"\nwindow = "flag"\nasks = ["hear"]\noff = "expire_flag"\n'
     'basis = ["agenda"]\n\n[[flag]]', "one [[flag]] at most"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "is_now", "says"), UNSOUND)
def test_what_could_not_work_or_tells_too_much_is_refused(was, is_now, says):
    assert TEXT.count(was) >= 1, was
    found = [problem.says for problem in read_process(TEXT.replace(was, is_now, 1)).problems]
    assert any(says in each for each in found), found
