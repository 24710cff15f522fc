/** Ways to mangle a stream: change bits and bytes, remove or move pieces. */
import fc from 'fast-check';

/** One way to mangle a stream. */
export type Mangle = (stream: Uint8Array) => Uint8Array;

export const mangling: fc.Arbitrary<Mangle> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat({ max: 7 })).map(([at, bit]): Mangle => (stream) => {
    const index = at % stream.length;
    return stream.with(index, (stream[index] as number) ^ (1 << bit));
  }),
  fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(
    ([at, value]): Mangle =>
      (stream) =>
        stream.with(at % stream.length, value),
  ),
  fc.nat().map(
    (at): Mangle =>
      (stream) =>
        stream.slice(0, 1 + (at % stream.length)),
  ),
  fc.tuple(fc.nat(), fc.nat({ max: 40 })).map(([at, length]): Mangle => (stream) => {
    const from = at % stream.length;
    return Uint8Array.from([...stream.subarray(0, from), ...stream.subarray(from + length)]);
  }),
  fc
    .tuple(fc.nat(), fc.nat(), fc.nat({ max: 40 }))
    .map(([from, to, length]): Mangle => (stream) => {
      const piece = stream.subarray(from % stream.length, (from % stream.length) + length);
      const at = to % stream.length;
      return Uint8Array.from([...stream.subarray(0, at), ...piece, ...stream.subarray(at)]);
    }),
);

/** One of these recordings with its stream mangled one to three times. */
export function anyMangled<Recording extends { readonly stream: Uint8Array }>(
  recordings: readonly Recording[],
): fc.Arbitrary<Recording> {
  return fc
    .tuple(fc.nat(), fc.array(mangling, { minLength: 1, maxLength: 3 }))
    .map(([number, mangles]) => {
      const recording = recordings[number % recordings.length] as Recording;
      let { stream } = recording;
      for (const mangle of mangles) if (stream.length > 0) stream = mangle(stream);
      return { ...recording, stream };
    });
}
