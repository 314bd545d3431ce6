// SHA-256 (FIPS 180-4) by hand: browsers keep their own from pages that came over plain http.

const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);

/** The first 32 bits of the fractional part of the root. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** In lower-case hex, of the text in UTF-8. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const length = ((bytes.length + 72) >> 6) << 6;
  const padded = new DataView(new ArrayBuffer(length));
  bytes.forEach((byte, at) => {
    padded.setUint8(at, byte);
  });
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(length - 4, bytes.length * 8);
  let state = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  for (let at = 0; at < length; at += 64) state = mixed(state, padded, at);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function mixed(state: number[], block: DataView, from: number): number[] {
  const words: number[] = [];
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let at = 0; at < 64; at++) {
    words[at] = at < 16 ? block.getInt32(from + at * 4) : expanded(words, at);
    const one = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = h + one + ((e & f) ^ (~e & g)) + fraction(Math.cbrt(primes[at] as number)) + (words[at] as number);
    const two = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const second = two + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => (word + (state[at] as number)) | 0);
}

function expanded(words: number[], at: number): number {
  const [far, near] = [words[at - 15] as number, words[at - 2] as number];
  const one = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
  const two = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
  return ((words[at - 16] as number) + one + (words[at - 7] as number) + two) | 0;
}
