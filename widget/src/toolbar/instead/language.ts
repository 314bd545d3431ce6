import { extras } from "../../extras";
import { language as real } from "../../message/language";
import { order } from "../../message/tongues";
import { controls } from "../controls";

export const language = (): string => controls.language || real();

extras.languages = ({ language: own, tongues = [own] }) => [language(), ...order([language(), own], tongues), own];
