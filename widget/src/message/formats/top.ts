// A bar along the top of the page, over it.
import { sheets } from "../sheets";
import "./bar";
import CSS from "./top.css";

sheets.push(CSS);
