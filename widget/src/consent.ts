// What this browser may be remembered for. Where a site asks for no consent, everything; else what law.ts says, a part.
import { config } from "./config";
import type { Law } from "./law";

export const { mode } = config.consent;

export const gpc = !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;

export const law: Partial<Law> = {};

// without its part, a site that asks is granted nothing
export const granted = (purpose: string): boolean => mode === "off" || !!law.granted?.(purpose);

export const isAsking = (): boolean => !!law.isAsking?.();

export const mayRemember = (): boolean => granted("analytics") || granted("personalization");

export const maySend = (name: string): boolean => mode === "off" || !!law.maySend?.(name);

/** Whether the event may say whose it is. */
export const isOwned = (name: string): boolean => mode === "off" || !!law.isOwned?.(name);

export const envelope = (): object => law.envelope?.() ?? { mode, purposes: [], notice: null, gpc };
