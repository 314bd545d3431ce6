import { own } from "../own";

// What is said where nothing was chosen.
export const CHOOSE = own("choose");
