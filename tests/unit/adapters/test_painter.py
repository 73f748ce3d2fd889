"""Pictures of figures: a whole SVG file, in which whatever somebody is called stays words."""

from xml.etree import ElementTree as ET

import pytest

from assistant.adapters.painter import SvgPainter
from assistant.domain.plots import Plot, Scheme, Series, Shape

NAMES = ("plain", "$\\alpha$ <script>alert(1)</script>", "x & y _{2}")
SHOWN = {
    Shape.STACKED: (Series(title="a", values=(1.0, 2.0, None)), Series(title="b <i>", values=(0.0, 3.0, 1.0))),
    Shape.LYING: (Series(title="a", values=(5.0, 2.0, 0.0)),),
    Shape.LINES: (Series(title="a", values=(0.1, None, 0.3), low=(0.0, None, 0.1), high=(0.2, None, 0.5)),),
    Shape.POINTS: (Series(title="a", values=(0.1, None, 1.0), low=(0.0, None, 0.5), high=(0.2, None, 1.0)),),
    Shape.CLIMB: (Series(title="a", values=(1.0, 1.0, None)), Series(title="b", values=(1.0, 2.0, 3.0))),
}


@pytest.fixture(scope="module")
def painter() -> SvgPainter:
    return SvgPainter()


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("shape", Shape)
def test_names_are_words_and_nothing_else(painter: SvgPainter, shape: Shape, scheme: Scheme) -> None:
    plot = Plot(shape=shape, names=NAMES, series=SHOWN[shape], says="x", is_share=shape in (Shape.LINES, Shape.POINTS))
    for narrow in (False, True):
        tree = ET.fromstring(painter.svg(plot, scheme, narrow=narrow))
        words = [element.text or "" for element in tree.iter("{http://www.w3.org/2000/svg}text")]
        assert set(NAMES) & set(words) == set(NAMES)
        assert not list(tree.iter("{http://www.w3.org/2000/svg}script"))


def test_the_same_picture_is_the_same_file_and_schemes_differ(painter: SvgPainter) -> None:
    plot = Plot(shape=Shape.STACKED, names=NAMES, series=SHOWN[Shape.STACKED], says="x")
    light = painter.svg(plot, Scheme.LIGHT)
    assert light == painter.svg(plot, Scheme.LIGHT)
    assert light != painter.svg(plot, Scheme.DARK)
    assert len(light) < 30_000
