"""What the ``cairn`` command understands, read from its parser and not from its printed help.

Printed help differs between versions of Python and widths of terminals.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from cairn.reference.markdown import code, page, section, table


def cli_page(parser: argparse.ArgumentParser) -> str:
    """The page ``cli.md``.

    Args:
        parser: of the whole command, with every word added.
    """
    parts = [
        section(code(" ".join([found.prog, *_places(found)])), _sentence(says), _arguments(found))
        for found, says in _commands(parser, "")
    ]
    return page("The cairn command", parser.description or "", *parts)


def _commands(parser: argparse.ArgumentParser, says: str) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield parser, says
    for action in inner:
        helps = {choice.dest: _said(choice) for choice in action._choices_actions}
        for name, found in action.choices.items():
            yield from _commands(found, helps.get(name, ""))


def _places(parser: argparse.ArgumentParser) -> list[str]:
    return [
        action.metavar or action.dest.upper()
        for action in parser._actions
        if not action.option_strings and not isinstance(action, argparse._SubParsersAction)
    ]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _arguments(parser: argparse.ArgumentParser) -> str:
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        names = ", ".join(action.option_strings) or action.metavar or action.dest.upper()
        values = ", ".join(map(str, action.choices or ())) or (
            str(action.metavar or "") if action.option_strings else ""
        )
        default = "" if action.default in (None, False, argparse.SUPPRESS) else str(action.default)
        rows.append((code(names), values, default, _said(action)))
    return table(["Argument", "Values", "If not given", "Meaning"], rows) if rows else ""


def _said(action: argparse.Action) -> str:
    """The help as it is printed, where a percent sign is written twice."""
    return (action.help or "").replace("%%", "%")
