import { language as real } from "../../message/language";
import { controls } from "../controls";

export const language = (): string => controls.language || real();

export const languages = (fallback: string): string[] => [language(), language().split("-")[0] as string, fallback];
