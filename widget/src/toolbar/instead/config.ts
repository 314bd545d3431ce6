// The draft's configuration; the files that it names are all here, but for the connector of the shop's own system, which is
// the site's: it only asks. What would be posted stays here too.
import type { Config } from "../../config";

declare const __WINBACK_CONFIG__: Config;

export const config: Config & { isQuiet?: boolean } = __WINBACK_CONFIG__;

export const BUNDLED: Record<string, unknown> = {};

export const chunk = async <T>(name: string): Promise<T> =>
  name === config.platform ? import(config.base + config.chunks[name]) : (BUNDLED[name] as T);

const SAMPLE = "WELCOME-7K3F";

/** A coupon's code is a sample, and a decision's receipt says that it is none. */
export const post = async (_url: string, _body: string): Promise<Response> =>
  Response.json({ code: SAMPLE, expires_at: null, receipt: { preview: true }, accepted: 0, dropped: [] });
