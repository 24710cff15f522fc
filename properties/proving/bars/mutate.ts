/** Mutations of a file, accidental or hostile; all randomness comes from `draw`. */
import type { Draw } from '../../judging/execution/random-source.ts';

/** Strings that readers often handle wrongly, inserted anywhere. */
const NASTY: readonly string[] = [
  '\u001B[2J\u001B]0;owned\u0007',
  '\n::error::owned\n',
  '\u009B31m',
  '\u202Eowned',
  '\u2028',
  '</script><script>alert(1)</script>',
  '"__proto__":{"isDone":true},',
  '"constructor":1,',
  '1e999',
  '-1',
  '9007199254740993',
  '0.5',
  '[[[[[[[[[[',
  'null',
  '"',
  '\\',
  '{}',
  '\u0000',
  '\uFEFF',
];

/** Moves, removes or changes bytes, or inserts a nasty string. */
export function mutateBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(bytes.length + 1);
  const length = 1 + draw(draw(4) === 0 ? 400 : 12);
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (draw(8)) {
    case 0:
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << draw(8)) : byte));
    case 1:
      return bytes.map((byte, index) => (index === at ? draw(256) : byte));
    case 2:
      return before;
    case 3:
      return joined(before, after.subarray(length));
    case 4:
      return joined(before, bytes.subarray(draw(bytes.length + 1)).subarray(0, length), after);
    case 5:
      return joined(before, new TextEncoder().encode(oneOf(NASTY, draw)), after);
    case 6:
      return joined(before, Uint8Array.of(0xc3, 0x28), after);
    default:
      return joined(Uint8Array.of(0xef, 0xbb, 0xbf), bytes);
  }
}

/** Changes, removes, repeats or renames one value in the data. */
export function mutateData(data: unknown, draw: Draw): unknown {
  const copy = structuredClone(data);
  const places = placesIn(copy);
  if (places.length === 0) return oddValue(draw);
  const [parent, key] = oneOf(places, draw);
  const value = parent[key];
  switch (draw(6)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case 1:
      if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(value));
      else parent[`${key}${oneOf(NASTY, draw)}`] = value;
      break;
    case 2:
      parent[key] = structuredClone(valueAt(oneOf(places, draw)));
      break;
    case 3:
    case 4:
      parent[key] = nearby(value, draw);
      break;
    default:
      parent[key] = oddValue(draw);
  }
  return copy;
}

type Parent = Record<string, unknown>;
type Place = readonly [parent: Parent, key: string];

function valueAt([parent, key]: Place): unknown {
  return parent[key];
}

function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Parent;
  return Object.keys(parent).flatMap((key): readonly Place[] => [
    [parent, key],
    ...placesIn(parent[key]),
  ]);
}

/** A value of the same kind. */
function nearby(value: unknown, draw: Draw): unknown {
  if (typeof value === 'number') return value + draw(5) - 2;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return oddValue(draw);
  const at = draw(value.length + 1);
  return `${value.slice(0, at)}${oneOf(NASTY, draw)}${value.slice(at)}`;
}

function oddValue(draw: Draw): unknown {
  return oneOf(
    [0, -1, 1, 7, 2 ** 31, 2 ** 53, 1e300, 0.5, '', 'x', oneOf(NASTY, draw), null, true, [], {}],
    draw,
  );
}

function oneOf<Value>(values: readonly Value[], draw: Draw): Value {
  return values[draw(values.length)] as Value;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
