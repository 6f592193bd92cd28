"""``cairn partnership check`` and ``load``: a council outside the shipped ones can start; all of a file or nothing."""

import pytest

from cairn.cli import main
from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.agencies.terms import AgencyKind, Standing
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor
from cairn.kernel.partnership_file import AGENCY, KINDS, LISTS, MEMBER, PARTNERSHIP, STANDINGS
from tests.kernel.test_partnership_file import SOUND

pytestmark = pytest.mark.django_db
POLICE = """
[[agency]]
slug = "dale-police"
name = "Dale Constabulary"
short = "Police"
kind = "police"
"""
MEMBER_TOO = '\n  [[partnership.member]]\n  agency = "dale-police"\n  standing = "member"\n'


@pytest.fixture
def run(tmp_path, capsys):
    """Run a word on a text: the exit code, what was printed, and what was printed as an error."""

    def go(word, text):
        path = tmp_path / "dale.toml"
        path.write_text(text, encoding="utf-8")
        code = main(["partnership", word, str(path)])
        said = capsys.readouterr()
        return code, said.out.replace(f"{path}", "dale.toml"), said.err.replace(f"{path}", "dale.toml")

    return go


def members():
    """Who belongs to Dale, and how."""
    dale = Partnership.objects.get(slug="dale")
    set_scope(system_actor(dale.pk))
    return dict(Membership.objects.filter(partnership=dale).values_list("agency__slug", "standing"))


def test_a_check_reads_and_loads_nothing(run):
    code, out, _ = run("check", SOUND)
    assert (code, out) == (0, "dale.toml: no problems found. 1 partnership, 1 membership, 1 agency.\n")
    assert not Partnership.objects.exists()


def test_a_new_partnership_is_loaded_with_its_members(run):
    code, out, err = run("load", SOUND)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "1 partnership and 1 agency are loaded."
    assert Partnership.objects.get().source == "A launch, Dale Council"
    assert members() == {"dale-council": "statutory"}


def test_loading_again_updates_what_changed(run):
    run("load", SOUND)
    changed = SOUND.replace('short = "Council"', 'short = "DC"').replace('"statutory"', '"member"')
    assert run("load", changed)[0] == 0
    assert Agency.objects.get().short == "DC"
    assert members() == {"dale-council": "member"}


def test_an_agency_of_an_earlier_file_need_not_be_written_again(run):
    assert run("load", 'format = "cairn-partnerships/1"\n' + POLICE)[0] == 0
    assert run("load", SOUND + MEMBER_TOO)[0] == 0
    assert members() == {"dale-council": "statutory", "dale-police": "member"}


def test_an_agency_nobody_knows_is_told_on_its_line_and_nothing_is_loaded(run):
    code, _, err = run("load", SOUND + MEMBER_TOO)
    line = (SOUND + MEMBER_TOO).splitlines().index('  agency = "dale-police"') + 1
    says = 'There is no agency "dale-police" here. Add an [[agency]] with that slug to this file.'
    assert (code, err) == (1, f"dale.toml:{line}: {says}\n")
    assert not Partnership.objects.exists() and not Agency.objects.exists()


def test_a_member_that_was_loaded_is_never_left_out(run):
    run("load", SOUND + MEMBER_TOO + POLICE)
    code, _, err = run("load", SOUND.replace("Dale Council", "Other name"))
    assert code == 1
    assert 'Member "dale-police" was loaded before and is missing here. Put it back; if it left, give until_on.' in err
    assert not Agency.objects.filter(name="Other name").exists()


def test_a_file_with_problems_is_told_line_by_line_and_not_loaded(run):
    code, out, _ = run("load", SOUND.replace('kind = "council"', 'kind = "parish"'))
    line = SOUND.splitlines().index('kind = "council"') + 1
    assert code == 1
    assert out.startswith(f'dale.toml:{line}: "kind" must be one of')
    assert out.endswith("1 to put right. Nothing was loaded.\n")
    assert not Partnership.objects.exists()


def test_the_forms_words_are_those_of_the_tables():
    assert set(KINDS) == set(AgencyKind) and set(STANDINGS) == set(Standing)


@pytest.mark.parametrize(
    ("fields", "model"),
    [(AGENCY, Agency), (PARTNERSHIP, Partnership), (MEMBER, Membership)],
    ids=lambda it: str(it)[:9],
)
def test_no_limit_of_the_form_is_above_its_column(fields, model):
    columns = {column.name: column for column in model._meta.fields}
    for name, wanted in fields.items():
        if name in columns and wanted.kind in ("text", "slug") and getattr(columns[name], "max_length", None):
            assert wanted.choices or wanted.limit <= columns[name].max_length
    assert set(LISTS) == {"source", "agency", "partnership"}
