// Which of the site's sets of pages this one is in.
import { sources } from "../facts";
import { glob } from "../glob";

sources.push(({ config: { groups = [] } }) => ({
  "page.group": groups
    .filter(({ paths }) => paths.some((pattern) => glob(pattern, location.pathname)))
    .map(({ name }) => name),
}));
