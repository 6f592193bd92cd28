"""Many references drawn at once: all different, and asked for in questions PostgreSQL takes."""

from types import SimpleNamespace

from cairn.foundation.access import references


class Holder:
    """Stands for a model; keeps what was asked."""

    def __init__(self, *taken):
        self.taken, self.asked = set(taken), []
        self._default_manager = SimpleNamespace(filter=self.filter)

    def filter(self, ref__in):
        self.asked.append(len(ref__in))
        return SimpleNamespace(values_list=lambda *_names, flat: self.taken & set(ref__in))


def test_many_are_all_different_and_asked_for_some_thousands_at_once():
    holder = Holder()
    found = references.new_references("PN", 12_000, taken=holder, long=True)
    assert len(found) == len(set(found)) == 12_000
    assert max(holder.asked) <= references._AT_ONCE


def test_one_that_came_before_or_is_taken_is_drawn_anew(monkeypatch):
    monkeypatch.setattr(references, "_AT_ONCE", 2)
    draws = iter([1, 2, 2, 3, 4, 1, 5, 6, 7, 8, 9])
    monkeypatch.setattr(references.secrets, "randbelow", lambda space: next(draws))
    three = references.encode("PN", 3, length=references.LONG)
    found = references.new_references("PN", 4, taken=Holder(three), long=True)
    assert len(set(found)) == 4 and three not in found
