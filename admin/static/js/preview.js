// Talks to the page inside a preview's frame, and scales it to the room that there is.

const waiting = new WeakMap();

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || data?.type !== "winback:preview-ready") return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === source) {
      frame.dataset.ready = "";
      send(frame, waiting.get(frame));
    }
  }
});

// A popup takes the focus as it opens, from whatever field one is typing in. From a quiet frame it goes back at once.
let focused = document.body;
addEventListener("focusin", ({ target }) => {
  if (!target.matches("iframe")) focused = target;
});
addEventListener("blur", () => setTimeout(takeBack));

function takeBack() {
  const isInFrame = document.hasFocus() && document.querySelector("iframe[data-quiet]");
  if (!isInFrame) return;
  if (document.activeElement !== focused) document.activeElement.blur();
  window.focus();
  focused.focus({ preventScroll: true });
}

/** Shows a variant as a device of that scheme would: `{campaign, variant, language, step}`, `light` or `dark`. */
export function show(frame, what, device) {
  const message = { type: "winback:preview", ...what, variant: asOn(device, what.variant), device };
  waiting.set(frame, message);
  if ("ready" in frame.dataset || frame.contentWindow?.winbackReady) send(frame, message);
}

function send(frame, message) {
  if (message) frame.contentWindow.postMessage(message, location.origin);
}

/** A message that follows the device takes its own dark colours there, not the ones chosen for a light screen. */
function asOn(device, variant) {
  const { scheme, background, text, ...theme } = variant.theme ?? {};
  if (scheme !== "auto") return variant;
  const colours = device === "dark" ? {} : { background, text };
  return { ...variant, theme: { ...theme, ...colours, scheme: device } };
}

/** Draws the frame `width` pixels wide whatever the room's own width, and as high as the room at that scale. */
export function fit(frame, room, width) {
  const scale = Math.min(room.clientWidth / width, 1);
  frame.style.width = `${width}px`;
  frame.style.height = `${room.clientHeight / scale}px`;
  frame.style.transform = `scale(${scale})`;
  frame.style.left = `${Math.max(0, (room.clientWidth - width * scale) / 2)}px`;
}
