// The pure modules, for the cases that Python and the browser share.
export * from "./assign";
export { parsed } from "./editor/rich";
export * from "./engine";
export { channel, channelOf } from "./facts/channel";
export { timeIn } from "./facts/clock";
export { mayShow, mergeState } from "./frequency";
export * as growthbook from "./growthbook";
export { pipe } from "./message/logic/pipe";
export { run } from "./message/logic/run";
export { sha256 } from "./message/sha256";
export { wantsBlack } from "./message/theme";
export * from "./rules";
export { isResult } from "./search";
export { wanting } from "./wanting";
