// The device, as far as a browser tells.
import { group, sources } from "../facts";

const SYSTEMS: [string, RegExp][] = [
  ["android", /Android/],
  ["ios", /iPhone|iPad|iPod/],
  ["windows", /Windows/],
  ["chromeos", /CrOS/],
  ["macos", /Mac OS/],
  ["linux", /Linux/],
];
// The first that fits: most browsers name others too.
const BROWSERS: [string, RegExp][] = [
  ["kakaotalk", /KAKAOTALK/],
  ["naver", /NAVER\(/],
  ["edge", /Edg/],
  ["opera", /OPR\/|Opera/],
  ["samsung", /SamsungBrowser/],
  ["whale", /Whale/],
  ["firefox", /Firefox|FxiOS/],
  ["chrome", /Chrome|CriOS/],
  ["safari", /Safari/],
];

sources.push(() => {
  const { userAgent, maxTouchPoints, language } = navigator;
  const touch = matchMedia("(pointer:coarse)").matches;
  const small = Math.min(screen.width, screen.height) < 600;
  const called = (names: [string, RegExp][]) => names.find(([, mark]) => mark.test(userAgent))?.[0];
  const system = called(SYSTEMS);
  return group("device", {
    touch,
    type: touch ? (small ? "phone" : "tablet") : "desktop",
    os: system === "macos" && maxTouchPoints > 1 ? "ios" : system, // an iPad calls itself a Mac
    browser: called(BROWSERS),
    language,
  });
});
