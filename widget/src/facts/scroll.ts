// How much of the page was on the screen. Apart from the rest of the page: asking reads the layout.
import { sources } from "../facts";

sources.push(({ scrollPct }) => ({ "page.scroll": scrollPct() }));
