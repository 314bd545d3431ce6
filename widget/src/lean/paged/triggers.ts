// A consent prompt has one moment: the page.
export { ask as arm } from "../ask";

export function disarm(): void {}
