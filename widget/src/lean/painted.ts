// A look that the visitor's own browser decides: dark or light.
import { extras } from "../extras";
import "../message/dark";
import { paint } from "../message/theme";

extras.paint = paint;
