"""The drawing canvas: a map of references in one panel or several, with regions drawn on it.

from simlab.dashboard.canvas import CanvasPoints, CanvasSpec, ColorScale, Panel, canvas, take_event

event = take_event("map")      # what the reader did, each event once; change the design here
canvas(CanvasSpec(points, (Panel("city", accuracy, scale),), regions=regions, purpose="draw"), key="map")
"""

from simlab.dashboard.canvas.canvas import canvas, take_event
from simlab.dashboard.canvas.events import SHAPING, CanvasEvent, Mode, parse_event
from simlab.dashboard.canvas.panels import Category, ColorScale, Panel
from simlab.dashboard.canvas.picture_desk import Pictures
from simlab.dashboard.canvas.points import DRAWN_LIMIT, CanvasPoints, Sprite, sprite_sheet
from simlab.dashboard.canvas.shaping import shaped
from simlab.dashboard.canvas.spec import CanvasRegion, CanvasSpec, Polygon, SelectionStroke
from simlab.dashboard.canvas.underlay import Underlay

__all__ = [
    "DRAWN_LIMIT",
    "SHAPING",
    "CanvasEvent",
    "CanvasPoints",
    "CanvasRegion",
    "CanvasSpec",
    "Category",
    "ColorScale",
    "Mode",
    "Panel",
    "Pictures",
    "Polygon",
    "SelectionStroke",
    "Sprite",
    "Underlay",
    "canvas",
    "parse_event",
    "shaped",
    "sprite_sheet",
    "take_event",
]
