// The pure modules, for the cases that Python and the browser share.
export * from "./assign";
export * from "./engine";
export * from "./frequency";
export * as growthbook from "./growthbook";
export * from "./rules";
