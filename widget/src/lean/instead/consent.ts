// What this browser may be remembered for: here what law.ts says, always.
import type { Law } from "../../law";

export const gpc = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

export const law = {} as Law;

export const granted = (purpose: string): boolean => law.granted(purpose);

export const isAsking = (): boolean => law.isAsking();

export const mayRemember = (): boolean => granted("analytics") || granted("personalization");

export const maySend = (name: string): boolean => law.maySend(name);

export const isOwned = (name: string): boolean => law.isOwned(name);

export const envelope = (): object => law.envelope();
