"""x"""

from simlab.landscapes.scenes.abstract import Abstract
from simlab.landscapes.scenes.city import City
from simlab.landscapes.scenes.field import Field
from simlab.landscapes.scenes.flower import Flower
from simlab.landscapes.scenes.forest import Forest
from simlab.landscapes.scenes.indoor import Indoor
from simlab.landscapes.scenes.mountain import Mountain
from simlab.landscapes.scenes.ocean import Ocean
from simlab.landscapes.scenes.scene import Scene

SCENES: dict[str, Scene] = {
    "indoor": Indoor(),
    "city": City(),
    "ocean": Ocean(),
    "field": Field(),
    "mountain": Mountain(),
    "forest": Forest(),
    "flower": Flower(),
    "abstract": Abstract(),
}
