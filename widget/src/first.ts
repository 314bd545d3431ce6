/** What has to be over before anything else begins. Only some sites have it: its part puts itself here. */
export const first: { force?(): Promise<void> | undefined } = {};
