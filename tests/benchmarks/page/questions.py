"""What is asked of the page itself, once everything is over."""

from __future__ import annotations

from playwright.sync_api import CDPSession

# The layout shift score so far, with no allowance for input: the browser has kept it. What moves while the page itself
# still comes in is its own doing.
SHIFT = """() => new Promise((tell) => {
  let sum = 0;
  const { domInteractive } = performance.getEntriesByType("navigation")[0];
  const watch = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.startTime >= domInteractive) sum += one.value;
  });
  watch.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => { watch.disconnect(); tell(sum) }, 50);
})"""

# The names on the window, and every function of the platform that is no longer the platform's.
TRACES = """() => {
  const isNative = (thing) => /\\{\\s*\\[native code\\]\\s*\\}\\s*$/.test(Function.prototype.toString.call(thing));
  const own = (holder) => { try { return Object.entries(Object.getOwnPropertyDescriptors(holder)) } catch { return [] } };
  const functions = ({ value, get, set }) => [value, get, set].filter((thing) => typeof thing === "function");
  const patched = [];
  const look = (name, holder) => {
    for (const [key, described] of own(holder))
      if (key !== "constructor" && functions(described).some((thing) => !isNative(thing))) patched.push(`${name}.${key}`);
  };
  for (const [name, described] of own(window)) {
    if (typeof described.value !== "function" || !isNative(described.value)) continue;
    look(name, described.value);
    if (described.value.prototype) look(`${name}.prototype`, described.value.prototype);
  }
  for (const name of ["history", "navigator", "document", "console", "performance", "location", "JSON", "Math", "Reflect"])
    look(name, window[name]);
  for (const name of ["fetch", "addEventListener", "removeEventListener", "setTimeout", "requestAnimationFrame", "open"])
    if (!isNative(window[name])) patched.push(name);
  for (const name of ["onerror", "onunhandledrejection", "onclick", "onbeforeunload", "onunload", "onpopstate"])
    if (window[name]) patched.push(name);
  return { names: Object.getOwnPropertyNames(window), patched };
}"""

TARGETS = ("window", "document", "document.documentElement", "document.body")


def listeners(cdp: CDPSession) -> int:
    """On the window, the document and its root and body: what stands in the way of the page's own events."""
    found = 0
    for target in TARGETS:
        id_ = cdp.send("Runtime.evaluate", {"expression": target})["result"]["objectId"]
        found += len(cdp.send("DOMDebugger.getEventListeners", {"objectId": id_})["listeners"])
    return found
