import { tell } from "../wake";

export const track = (name: string): void => tell("track", name);
