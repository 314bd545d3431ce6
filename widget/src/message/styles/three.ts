import { sheets } from "../sheets";
import CSS from "./three.css";

/** Three buttons or more in a row. */
sheets.push(CSS);
