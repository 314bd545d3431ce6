import "./answers";
import CSS from "./asked.css";
import { sheets } from "./sheets";

/** A question that a message begins with looks like its heading; in a bar there is no room for that. */
sheets.push(CSS);
