// Who is to see it: rules over facts. On a site without an audience this is left out.
import { facts } from "./facts";
import { extras } from "./extras";
import { evaluate } from "./rules";

extras.fits = (desk, rule) => evaluate(rule, facts(desk));
