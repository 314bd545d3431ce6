// Where events would wait to be sent: here they are only told to the toolbar.
import { maySend } from "../../consent";
import { uuid7 } from "../../ids";
import type { Parcel } from "../../outbox";
import { config } from "./config";

type Told = (name: string, properties: Record<string, unknown>) => void;

/** Who wants to know what would have been sent. */
export const told: Told[] = [];

export function send(name: string, properties: object = {}): string | null {
  if (config.isQuiet) return null;
  if (maySend(name)) for (const hear of told) hear(name, properties as Record<string, unknown>);
  return uuid7(); // what is asked for by "Show it" shows without a visitor's yes, too
}

export const silence = (): void => {
  config.isQuiet = true;
};

export const isWaiting = (_id: string): boolean => false;

// What the law of a place would take out of the outbox again: here is none.
export const gone = new Set<string>();
export const parcels: Parcel[] = [];
export const stored = (): Parcel[] => [];
export function keep(): void {}

export function openOutbox(): void {}
export function reopenOutbox(): void {}
export function flush(_isLeaving?: boolean): void {}
