// What the page itself has put before its visitor: while it is there, nothing of ours comes.

/**
 * A dialog of the browser's, or one that only its role gives away, which is one while it has the focus. Some pages mark
 * nothing but all else: then the page's own matter is out of reach, and the focus is beside it. What is merely decorative,
 * or a menu that is closed, has none of that matter in it.
 */
const DIALOGS =
  "dialog:modal,[aria-modal]:focus-within,[role$=dialog]:focus-within,body:has(>:is([inert],[aria-hidden=true]) :is(h1,main>*))>:focus-within:not([aria-hidden=true])";

export const hasDialog = (): Element | null => document.querySelector(DIALOGS);
