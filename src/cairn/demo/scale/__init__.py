"""Generated partnerships beside the real ones, so that every screen can be tried at full size.

Invented from a seed, loaded in bulk, and obviously so: partnerships called Invented Vale 07, and a
sentence in everything long enough to hold one that says it was generated.
"""

from cairn.demo.scale.loading import load_generated

__all__ = ["load_generated"]
