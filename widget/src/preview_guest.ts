// In the preview nobody comes from elsewhere, and the editor says what has become of a message.
import { listen, type Stop } from "./boundary";

type Leave = (how: "esc") => void;

export const guest = (element: HTMLElement, _said?: unknown, leave?: Leave): Stop =>
  listen(element, "keydown", ({ key }) => key === "Escape" && leave?.("esc"));
