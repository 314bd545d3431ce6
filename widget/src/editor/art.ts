// In the editor's preview: pictures at an edge or behind words, fetched for messages that have one.
import CSS from "../message/blocks/art.css";

export { hung, veil } from "../message/blocks/hung";

export const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
