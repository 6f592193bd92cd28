"""The page for strangers is true: its files are sound, its examples hold, and it names every field."""

import re
from pathlib import Path

from cairn.kernel.caring_words import prompts, read_words
from cairn.kernel.processes import examples_file, process_form
from cairn.kernel.processes.examples import run
from cairn.kernel.processes.examples_file import read_examples
from cairn.kernel.processes.process_file import read_process
from cairn.kernel.processes.terms import Check, Confidence, FieldKind, Method, Sensitivity, Status, Unit

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "how-to" / "write-a-process.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
KIND = ROOT / "src" / "cairn" / "content" / "casetypes" / "asb_case_review" / "process.toml"


def test_its_examples_come_true():
    file = read_examples(BLOCKS[0] + BLOCKS[1])
    assert file.problems == []
    results = run([read_process(KIND.read_text("utf-8")).process], file)
    assert [(each.what, each.came) for result in results for each in result.findings if not each.same] == []


def test_its_process_is_sound():
    assert [problem.says for problem in read_process(BLOCKS[2]).problems] == []


def test_it_names_every_field_and_every_word_of_the_closed_lists():
    tables = [process_form.TOP, *process_form.LISTS.values(), *process_form.INNER.values()]
    tables += [examples_file.TOP, examples_file.EXAMPLE, examples_file.EVENT, examples_file.EXPECT, examples_file.COUNT]
    named = {name for table in tables for name in table}
    closed = {word.value for kind in (Check, Confidence, FieldKind, Method, Sensitivity, Status, Unit) for word in kind}
    told = set(re.findall(r"`\"?\.?([a-z_ ]+?)\"?(?: = [^`]*)?`", PAGE)) | set(re.findall(r'"([a-z_ ]+)"', PAGE))
    told |= set(re.findall(r"\b[a-z_]+\b", " ".join(re.findall(r"`[^`\n]+`", PAGE))))
    assert (named | closed) - told == set()


def test_a_star_in_the_list_of_words_stands_for_any_ending():
    text = 'format = "cairn-words/1"\ntitle = "T"\n[[source]]\nkey = "s"\ntitle = "S"\n[[word]]\nkey = "w"\n'
    file = read_words(text + 'says = ["nag*"]\ninstead = ["ask"]\nwhy = "Why."\nabout = "any"\nsource = "s"\n')
    assert [prompt.words for prompt in prompts("He was nagging; a nag, a snag.", file.wordings())] == ["nagging", "nag"]
