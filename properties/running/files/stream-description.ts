/**
 * The description of the device state at the end of most QEMU streams: JSON that lists the fields of each
 * device's section. Without it, sections that have no footers cannot be told apart.
 */
import { z } from 'zod';
import { readTail } from './read-portions.ts';

/** QEMU's own script looks no further back than this. */
const TAIL_BYTES = 10 << 20;
/** The kind of the item and the length of its content. */
const HEAD_BYTES = 5;
const DESCRIPTION = 6;

interface Structure {
  readonly fields: readonly Field[];
  readonly subsections?: readonly (Structure & { readonly vmsd_name: string })[] | undefined;
}

interface Field {
  /** In bytes, of one element, including any nested structure. */
  readonly size: number;
  readonly array_len?: number | undefined;
}

const count = z.int().min(0);
const structure: z.ZodType<Structure> = z.object({
  fields: z.array(z.object({ size: count, array_len: count.optional() })),
  get subsections() {
    return z.array(z.intersection(structure, z.object({ vmsd_name: z.string() }))).optional();
  },
});
const schema = z.object({
  devices: z.array(z.intersection(structure, z.object({ name: z.string(), instance_id: count }))),
});

/** @returns a lookup of a device's state size in bytes by name and instance; its first use reads the file */
export function sizesOfDevices(
  file: string,
): (device: string, instance: number) => number | undefined {
  let sizes: ReadonlyMap<string, number> | undefined;
  return (device, instance) => {
    sizes ??= readSizes(readTail(file, TAIL_BYTES));
    return sizes.get(`${device} ${instance}`);
  };
}

/** A description that cannot be parsed is treated as missing. */
function readSizes(tail: Uint8Array | undefined): ReadonlyMap<string, number> {
  const text = tail && findDescription(tail);
  if (text === undefined) return new Map();
  try {
    const { devices } = schema.parse(JSON.parse(text));
    return new Map(devices.map((one) => [`${one.name} ${one.instance_id}`, bytesOf(one)]));
  } catch {
    return new Map();
  }
}

/** The description ends at the end of the file and begins with its length. */
function findDescription(tail: Uint8Array): string | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - HEAD_BYTES; at >= 0; at--) {
    const isHere =
      tail[at] === DESCRIPTION && view.getUint32(at + 1) === tail.length - at - HEAD_BYTES;
    if (isHere) return new TextDecoder().decode(tail.subarray(at + HEAD_BYTES));
  }
  return undefined;
}

/** A subsection begins with a head: its kind, name and version. */
function bytesOf({ fields, subsections = [] }: Structure): number {
  const own = fields.reduce((sum, { size, array_len = 1 }) => sum + size * array_len, 0);
  return subsections.reduce(
    (sum, one) => sum + SUBSECTION_HEAD_BYTES + one.vmsd_name.length + bytesOf(one),
    own,
  );
}

/** One byte for the kind, one for the length of the name, four for the version. */
const SUBSECTION_HEAD_BYTES = 6;
