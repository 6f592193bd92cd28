"""Charts drawn on the server: frozen views in, safe SVG out.

They know how things look and nothing of what they mean; ``readings.py`` gives a kernel's reading its look.
"""

from .control import Break, ControlPoint, ControlView, Stretch, control_chart
from .icons import Icon, icon
from .readings import control_view

__all__ = ["Break", "ControlPoint", "ControlView", "Icon", "Stretch", "control_chart", "control_view", "icon"]

#: Which function draws which view.
PENS = {ControlView: control_chart}
