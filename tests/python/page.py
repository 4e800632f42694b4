"""The page of the local cloud in a real browser: what it shows, that it lives, and that nothing named becomes markup."""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from browser import Browser

ENDPOINT = os.environ["ENDPOINT"]
PAGE = ENDPOINT + "/_cutover/"
FUNCTION = "shop-dev-read-list_products"


def call(method, path, body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ENDPOINT + path, data, {"content-type": "application/json", **headers}, method=method)
    with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as answer:
        return answer.status, dict(answer.headers), answer.read()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def http_error_302(self, _request, answer, *_):
        return answer


def the_headers_let_nothing_else_run():
    _, headers, body = call("GET", "/_cutover/")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy, policy
    assert headers["x-content-type-options"] == "nosniff"
    assert b"onclick" not in body and b"<style" not in body and b"https://" not in body
    status, headers, _ = call("GET", "/", accept="text/html,*/*")
    assert (status, headers["location"]) == (302, "/_cutover/")


def it_shows_what_is_there(page):
    page.until("document.querySelectorAll('#functions-list > li').length === 4", "four functions")
    page.until("document.querySelector('.picture [data-address=\"queue.jobs\"]') !== null", "the graph")
    assert page.js("document.querySelectorAll('.picture .way').length") == 6
    # The versions that serve stand on the graph's cards, too.
    page.until("document.querySelector('.picture [data-address=\"function.create_order\"] .live').textContent === 'v1'", "v1")
    page.until("document.querySelector('#runs h3')?.textContent === 'apply shop / dev'", "the run")
    assert page.js("document.querySelector('#runs .faint').textContent") == "complete"
    page.until("document.querySelectorAll('#calls-list tr').length > 20", "calls")


def settled(qualifier, member, value):
    """Waits until a version, or what is to be published next, says so."""
    for _ in range(100):
        _, _, body = call("GET", f"/2015-03-31/functions/{FUNCTION}/configuration?Qualifier={qualifier}")
        if json.loads(body).get(member) == value:
            return
        time.sleep(0.05)
    raise AssertionError(f"{qualifier} never has {member} {value}: {body}")


def shares_move_without_a_reload(page):
    call("PUT", f"/2015-03-31/functions/{FUNCTION}/configuration", {"Handler": "nothing.here"})
    settled("$LATEST", "LastUpdateStatus", "Successful")
    _, _, body = call("POST", f"/2015-03-31/functions/{FUNCTION}/versions", {})
    version = json.loads(body)["Version"]
    settled(version, "State", "Active")
    weights = {"RoutingConfig": {"AdditionalVersionWeights": {version: 0.25}}}
    call("PUT", f"/2015-03-31/functions/{FUNCTION}/aliases/live", weights)
    bars = f"[...document.querySelectorAll('[data-key=\"{FUNCTION}\"] .shares > span')]"
    page.until(f"{bars}.length === 2", "two bars")
    widths = page.until(
        f"(w => Math.abs(w[0] / w[1] - 3) < 0.3 && w)({bars}.map(bar => bar.getBoundingClientRect().width))", "three to one"
    )
    label = page.js(f"document.querySelector('[data-key=\"{FUNCTION}\"] .shares').getAttribute('aria-label')")
    assert label == f"live: version 1 75 %, version {version} 25 %", (label, widths)
    return version


def requests_and_errors_come_in(page, version):
    for _ in range(40):
        call("POST", f"/2015-03-31/functions/{FUNCTION}:live/invocations", {})
    rows = f"Object.fromEntries([...document.querySelectorAll('[data-key=\"{FUNCTION}\"] .version')].map(row => [row.dataset.key, row.innerText]))"
    sum_of = "Object.values(rows).reduce((sum, row) => sum + Number(row.match(/(\\d+) request/)[1]), 0)"
    told = page.until(f"(rows => {sum_of} === 40 && rows)({rows})", "forty requests")
    count = lambda text, word: next((int(a) for a, b in zip(text.split(), text.split()[1:]) if b.startswith(word)), 0)
    good, bad = told["1"], told[version]
    # The second version's handler does not exist: all its requests are errors, and none of the first's.
    assert count(good, "error") == 0 and count(bad, "error") == count(bad, "request") > 0, told
    path = f"document.querySelector('[data-key=\"{FUNCTION}\"] [data-key=\"{version}\"] .errors').getAttribute('d')"
    assert page.js(path).startswith("M")
    page.until("document.querySelector('#ran-list .bad')?.textContent === 'error'", "an error among the invocations")


def nothing_named_becomes_markup(page):
    nasty = "<img src=x onerror=\"window.hacked = 1\"><script>window.hacked = 2</script>"
    card = {"address": nasty, "name": nasty, "kind": nasty, "hue": "x\" onload=\"window.hacked=3", "icon": nasty,
            "x": 0, "y": 0, "width": 200, "height": 48, "parts": [nasty], "lines": [{"strong": nasty, "text": nasty, "y": 60}]}
    arrow = {"from": nasty, "to": nasty, "hue": "red", "line": "M0 0", "head": nasty}
    picture = {"width": 200, "height": 100, "cards": [card], "arrows": [arrow]}
    rollout = {"function": nasty, "phase": nasty, "candidate": nasty, "stable": nasty, "share": nasty, "why": nasty,
               "evidence": {"e": nasty, "threshold": nasty, "upper": nasty, "candidate": nasty, "stable": [nasty]}, "until": nasty}
    run = {"kind": "run", "title": nasty, "command": nasty, "steps": 4, "done": 1, "failed": 0, "result": None, "rollouts": [rollout]}
    call("PUT", f"/_cutover/notes/{urllib.parse.quote('graph ' + nasty, safe='')}", {"kind": "graph", "title": nasty, "picture": picture})
    call("PUT", "/_cutover/notes/nasty%20run", run)
    call("PUT", "/_cutover/notes/broken", {"kind": "graph", "picture": {"cards": 7, "arrows": [None][:0]}})
    page.until("[...document.querySelectorAll('.picture .title')].some(one => one.textContent.startsWith('<img'))", "the nasty card")
    page.until("[...document.querySelectorAll('#runs h3')].some(one => one.textContent.startsWith('<img'))", "the nasty run")
    assert page.js("window.hacked") is None
    assert page.js("document.querySelectorAll('main img, main script, main [onerror], main [onload]').length") == 0
    for note in [f"graph {nasty}", "nasty run", "broken"]:
        request = urllib.request.Request(f"{ENDPOINT}/_cutover/notes/{urllib.parse.quote(note, safe='')}", b"null", method="PUT")
        urllib.request.urlopen(request, timeout=30).close()
    page.until("![...document.querySelectorAll('h3')].some(one => one.textContent.startsWith('<img'))", "the nasty run is gone")


def it_tells_a_run_as_it_goes(page):
    rollout = {"function": "function.read", "phase": "baking", "candidate": 3, "stable": 2, "share": 500, "why": None}
    run = {"kind": "run", "title": "shop / dev", "command": "apply", "steps": 8, "done": 3, "failed": 0, "result": None, "rollouts": [rollout]}
    call("PUT", "/_cutover/notes/run%20shop%2Fdev", run)
    page.until("document.querySelector('#runs progress').value === 3 && !document.querySelector('#runs progress').hidden", "progress")
    page.until("document.querySelector('#runs details').open", "the rollout is shown")
    text = page.js("document.querySelector('#runs .rollouts').innerText")
    assert text.split() == "baking function.read version 2 → 3, 5 % of traffic".split(), text
    the_evidence_grows_towards_its_threshold(page, run, rollout)


def the_evidence_grows_towards_its_threshold(page, run, rollout):
    counts = {"candidate": {"invocations": 1200, "bad": 9}, "stable": {"invocations": 22800, "bad": 11}}
    evidence = {"e": 0.5, "threshold": 20, "upper": 0.034, "margin": 0.01, **counts}
    width = "document.querySelector('#runs .gauge span').getBoundingClientRect().width"
    widths = []
    for e, words in [(0.5, "evidence 0.5,"), (21.4, "evidence 21.4,")]:
        rollout.update(evidence={**evidence, "e": e}, until=1769860800000)
        call("PUT", "/_cutover/notes/run%20shop%2Fdev", run)
        page.until(f"document.querySelector('#runs .evidence').innerText.includes('{words}')", "the evidence")
        widths.append(page.js(width))
    assert 0 < widths[0] < widths[1], widths
    assert page.js("document.querySelector('#runs .gauge').classList.contains('over')")
    text = page.js("document.querySelector('#runs .evidence').innerText")
    for part in ["aborted at 20;", "candidate 9 of 1,200 bad, stable 11 of 22,800 bad", "at most 3.4 % worse, promoted at 1 %", "this share until "]:
        assert part in text, (part, text)
    rollout.update(evidence=None, until=None)
    call("PUT", "/_cutover/notes/run%20shop%2Fdev", run)
    page.until("!document.querySelector('#runs .evidence').checkVisibility()", "nothing without evidence")
    # What is left for the looks at the whole page.
    rollout.update(evidence=evidence, until=1769860800000)
    call("PUT", "/_cutover/notes/run%20shop%2Fdev", run)
    page.until("document.querySelector('#runs .evidence').checkVisibility()", "the evidence again")


def a_keyboard_is_enough(page):
    page.js("document.activeElement.blur()")
    page.key("Tab", 9)
    assert page.js("document.activeElement.className") == "skip"
    for _ in range(12):
        page.key("Tab", 9)
        if page.js("document.activeElement.id") == "filter":
            break
    assert page.js("document.activeElement.id") == "filter"
    page.ask("Input.insertText", text="create")
    page.until("document.querySelectorAll('#functions-list > li').length === 1", "the filtered list")
    # What is looked at stays in place as the page goes on.
    page.until("document.activeElement.id === 'filter' && document.querySelector('#functions-count').textContent === '1, of 4'", "the count")
    page.js("(f => { f.value = ''; f.dispatchEvent(new Event('input')) })(document.getElementById('filter'))")
    page.until("document.querySelectorAll('#functions-list > li').length === 4", "the whole list")


def a_screen_reader_finds_names(page):
    page.ask("Accessibility.enable")
    nodes = page.ask("Accessibility.getFullAXTree")["nodes"]
    shown = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n.get("ignored") and "role" in n]
    unnamed = [role for role, name in shown if role in ("image", "img", "button", "link", "searchbox", "table", "region", "progressbar") and not name]
    # Tables are named by the region around them.
    assert set(unnamed) <= {"table"}, unnamed
    headings = [name for role, name in shown if role == "heading"]
    assert headings[0] == "Local cloud" and "Functions" in headings and FUNCTION in headings, headings


CONTRAST = """(() => {
  const lum = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > .99) return c; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll('main *, header *, footer *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('svg') || !e.checkVisibility() || e.closest('.skip')) continue;
    const a = lum(rgb(getComputedStyle(e).color)) + .05, b = lum(behind(e)) + .05;
    const ratio = Math.max(a, b) / Math.min(a, b);
    if (ratio < 4.5) poor.push([e.textContent.slice(0, 30), ratio.toFixed(2)]);
  }
  return poor;
})()"""


def everything_can_be_read(page):
    poor = page.js(CONTRAST)
    assert not poor, poor
    assert page.js("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


def background(page):
    return page.js("getComputedStyle(document.body).backgroundColor")


def main():
    the_headers_let_nothing_else_run()
    with Browser() as page:
        page.open(ENDPOINT + "/")
        assert page.js("location.pathname") == "/_cutover/"
        it_shows_what_is_there(page)
        version = shares_move_without_a_reload(page)
        requests_and_errors_come_in(page, version)
        nothing_named_becomes_markup(page)
        it_tells_a_run_as_it_goes(page)
        a_keyboard_is_enough(page)
        a_screen_reader_finds_names(page)
        everything_can_be_read(page)
        light = background(page)
        assert not page.problems(), page.problems()
        elsewhere = [url for url in page.requests() if not url.startswith((ENDPOINT + "/", "data:"))]
        assert not elsewhere, elsewhere
        if len(sys.argv) > 1:
            page.shot(sys.argv[1], whole=True)
        call("POST", "/_cutover/reset", {})
        page.until("document.getElementById('functions-empty').checkVisibility()", "an empty cloud says so")
    with Browser(width=390, height=800, dark=True) as page:
        page.open(PAGE)
        page.until("document.getElementById('functions-empty').checkVisibility()", "the empty page")
        everything_can_be_read(page)
        assert background(page) != light
        assert not page.problems(), page.problems()


main()
