"""What is wrong with a file that this installation was told to work by."""


class Unsound(RuntimeError):
    """A file that must not be worked by: Cairn does not start. The message says in plain words what to put right."""
