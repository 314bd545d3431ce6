// Inside the preview's frame: the page behind the message takes the colours of the chosen device.
addEventListener("message", ({ origin, data }) => {
  if (origin === location.origin && data?.type === "winback:preview") {
    document.documentElement.dataset.scheme = data.device;
    document.documentElement.lang = data.language;
  }
});
// For an editor that came too late to hear that the preview is ready.
addEventListener("DOMContentLoaded", () => (window.winbackReady = true));
