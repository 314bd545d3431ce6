import type { Text } from "../../config";
import type { Word } from "../../message/own";
import { config } from "./config";

export const own = (word: Word): Text => config.words?.[word] ?? {};
