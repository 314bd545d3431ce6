// Who is to see it: rules over facts. On a site without an audience this is left out.

import { extras } from "./extras";
import { facts } from "./facts";
import { evaluate } from "./rules";

extras.facts = facts;
extras.fits = (desk, rule) => evaluate(rule, facts(desk));
