"""Pictures of graphs in a real browser: they parse, their texts fit into their cards, nothing else is asked for."""

import sys

from browser import Browser

OUTSIDE = """[...document.querySelectorAll('.card')].flatMap((card) => {
  const face = card.querySelector('.face').getBBox();
  return [...card.querySelectorAll('text')].filter((text) => {
    const box = text.getBBox();
    return text.textContent && (box.x < face.x || box.x + box.width > face.x + face.width || box.y < face.y || box.y + box.height > face.y + face.height);
  }).map((text) => text.textContent);
})"""

for file in sys.argv[1:]:
    for dark in [False, True]:
        with Browser(dark=dark) as page:
            page.open(f"file://{file}")
            assert page.js("document.documentElement.nodeName") == "svg", f"{file} does not parse"
            assert page.js("document.querySelectorAll('.card').length") > 0, f"{file} is empty"
            outside = page.js(OUTSIDE)
            assert not outside, f"{file}: {outside}"
            face = page.js("getComputedStyle(document.querySelector('.face')).fill")
            assert (face == "rgb(255, 255, 255)") != dark, (file, dark, face)
            assert not page.problems(), page.problems()
            assert page.requests() == [f"file://{file}"], page.requests()
