// Where a picture of the library is: each of its widths, of which the browser takes the one that the screen needs.
import type { Image } from "../../config";
import { atDesk } from "../desk";

/** Nothing for a picture that lies elsewhere. */
export function sized({ picture, widths = [] }: Image, sizes: string): object | undefined {
  const at = (size?: number) => `${atDesk()?.config.base ?? ""}/w/m/${picture}-${size}.webp`;
  const srcset = widths.map((size) => `${at(size)} ${size}w`).join();
  return picture ? { decoding: "async", sizes, srcset, src: at(widths.at(-1)) } : undefined;
}
