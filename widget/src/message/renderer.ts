// The chunk that draws: fetched at the first sign of a person, or beside the live check.
export { open } from "./draw";
