/**
 * A recording: everything that was observed of one run of a real hypervisor, as data, to be judged at
 * once, later or elsewhere. `FORMAT.md` describes it. It holds observations and no conclusions: the bytes
 * of a record show which version of a page it holds, because every write stores unique content.
 *
 * Times are integer microseconds on one clock, from the beginning of the recording.
 */
import { z } from 'zod';
import { parseJson } from './parse-json.ts';

export interface QemuRecording {
  readonly format: 'migcheck-recording';
  readonly version: 1;
  readonly system: RecordedSystem;
  /** The name of the scenario. */
  readonly scenario: string;
  readonly blocks: readonly RecordedBlock[];
  /** What the guest did, in the order in which it was told to. */
  readonly operations: readonly GuestOperation[];
  /** One for each direction of each connection, in the order in which the connections were made. */
  readonly wires: readonly Wire[];
  /** QEMU's own trace events; those of each thread are in order. */
  readonly events: readonly QemuEvent[];
  /** Events from the monitors; those of each host are in order. */
  readonly statuses: readonly MonitorEvent[];
  /** What the operator did, and what was wrong, in order; absent from recordings of earlier versions. */
  readonly deeds?: readonly Deed[] | undefined;
  /** Memory after a migration had completed, for the pages that any operation touched. */
  readonly memory: readonly FoundPage[];
}

interface RecordedSystem {
  /** QEMU's version, like `7.2.22`; the source's if they differ. */
  readonly version: string;
  /** The destination's version, if it is another one. */
  readonly destination?: string | undefined;
  readonly machine: string;
  readonly accelerator: string;
}

export interface RecordedBlock {
  readonly name: string;
  /** Target pages. */
  readonly pages: number;
  readonly pagesPerHostPage: number;
  /** First page and number of pages of each range that was zero before anything was written. */
  readonly zeros: readonly (readonly [first: number, pages: number])[];
}

export type HostName = 'source' | 'destination';

/**
 * What a page holds. A number is that of its last write, or 0 before any. `zero` is zeros from any writer.
 * `loop 17` is how far a loop that counts in the page has come there. `3 without 1+2` is a word that write 3
 * has stored, while writes 1 and 2 of the whole page are missing. `torn` is parts of two contents, and
 * `foreign` is anything else.
 */
export type PageContent =
  number | 'zero' | 'torn' | 'foreign' | `loop ${number}` | `${number} without ${string}`;

/** A write, a read, or a loop that writes pages `[page, page + pages)` again and again. */
export interface GuestOperation {
  readonly host: HostName;
  readonly actor: 'vcpu' | 'device';
  readonly kind: 'write' | 'read' | 'loop';
  readonly block: string;
  readonly page: number;
  /** Only for a loop; otherwise one page. */
  readonly pages?: number | undefined;
  /** What a write leaves or a read has seen; absent for a loop. Writes of a page count from 1. */
  readonly content?: PageContent | undefined;
  /** The operation had not begun before... */
  readonly begun: number;
  /** ...and had ended by then (a loop: had begun); `null` if it was never answered. */
  readonly acknowledged: number | null;
  /** A device wrote when the guest may already have been stopped, so the write may or may not count. */
  readonly ambiguous?: boolean | undefined;
}

export interface Wire {
  readonly channel: 'main' | 'preempt' | 'return';
  /** Which migration of the recording it belongs to, from 0. */
  readonly attempt: number;
  readonly items: readonly RecordedItem[];
  /** When each item passed the harness, if that is known. */
  readonly times?: readonly number[] | undefined;
}

/** As in `wire-reader.ts`, without the bytes. */
export type RecordedItem =
  | { readonly kind: 'section'; readonly type: 'part' | 'end' }
  | {
      readonly kind: 'record';
      readonly block: string;
      readonly page: number;
      readonly content: PageContent;
    }
  | {
      readonly kind: 'discard';
      readonly block: string;
      readonly ranges: readonly (readonly [first: number, pages: number])[];
    }
  | { readonly kind: 'command'; readonly name: string; readonly argument: string }
  /** The destination requests these pages. */
  | {
      readonly kind: 'request';
      readonly block: string;
      readonly page: number;
      readonly pages: number;
    }
  /** Any other item, by its kind. */
  | { readonly kind: OtherItem };

type OtherItem = (typeof otherItems)[number];

const otherItems = [
  'header',
  'configuration',
  'blocks',
  'end-of-section',
  'advise',
  'package',
  'opaque',
  'end',
  'shut',
  'pong',
  'received-bitmap',
  'resume-ack',
  'switchover-ack',
] as const;

/** A line of QEMU's trace log. */
export interface QemuEvent {
  readonly host: HostName;
  /** The thread id of the operating system; absent where the log does not say. */
  readonly thread?: number | undefined;
  readonly at: number;
  readonly name: string;
  /** The rest of the line after the name, unchanged. */
  readonly args: string;
}

interface MonitorEvent {
  readonly host: HostName;
  readonly at: number;
  /** Like `MIGRATION completed`, `STOP` or `RESUME`. */
  readonly name: string;
}

export interface Deed {
  readonly at: number;
  /** `judge`: what was found wrong at that moment. */
  readonly actor: 'operator' | 'judge';
  /** Like `cut channel 1 (in device)`. */
  readonly text: string;
}

export interface FoundPage {
  readonly host: HostName;
  readonly block: string;
  readonly page: number;
  readonly content: PageContent;
  /** The page was read between these moments. */
  readonly begun: number;
  readonly acknowledged: number;
}

const count = z.int().min(0);
const some = z.int().min(1);
const host = z.enum(['source', 'destination']);
const content = z.union([
  count,
  z.enum(['zero', 'torn', 'foreign']),
  z.templateLiteral(['loop ', count]),
  z.templateLiteral([count, ' without ', z.string().regex(/^\d+(\+\d+)*$/)]),
]);
const ranges = z.array(z.tuple([count, some]));
const place = { block: z.string(), page: count };

const operation = z.strictObject({
  host,
  actor: z.enum(['vcpu', 'device']),
  kind: z.enum(['write', 'read', 'loop']),
  ...place,
  pages: some.optional(),
  content: content.optional(),
  begun: count,
  acknowledged: count.nullable(),
  ambiguous: z.boolean().optional(),
});

const item = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('section'), type: z.enum(['part', 'end']) }),
  z.strictObject({ kind: z.literal('record'), ...place, content }),
  z.strictObject({ kind: z.literal('discard'), block: z.string(), ranges }),
  z.strictObject({ kind: z.literal('command'), name: z.string(), argument: z.string() }),
  z.strictObject({ kind: z.literal('request'), ...place, pages: some }),
  z.strictObject({ kind: z.enum(otherItems) }),
]);

const schema: z.ZodType<QemuRecording> = z
  .strictObject({
    format: z.literal('migcheck-recording'),
    version: z.literal(1),
    system: z.strictObject({
      version: z.string(),
      destination: z.string().optional(),
      machine: z.string(),
      accelerator: z.string(),
    }),
    scenario: z.string(),
    blocks: z
      .array(
        z.strictObject({ name: z.string(), pages: some, pagesPerHostPage: some, zeros: ranges }),
      )
      .min(1),
    operations: z.array(operation),
    wires: z.array(
      z.strictObject({
        channel: z.enum(['main', 'preempt', 'return']),
        attempt: count,
        items: z.array(item),
        times: z.array(count).optional(),
      }),
    ),
    events: z.array(
      z.strictObject({
        host,
        thread: count.optional(),
        at: count,
        name: z.string(),
        args: z.string(),
      }),
    ),
    statuses: z.array(z.strictObject({ host, at: count, name: z.string() })),
    deeds: z
      .array(z.strictObject({ at: count, actor: z.enum(['operator', 'judge']), text: z.string() }))
      .optional(),
    memory: z.array(z.strictObject({ host, ...place, content, begun: count, acknowledged: count })),
  })
  .superRefine(refusePagesOutside);

/** @throws BadFile if the text is not a recording of a supported version */
export function parseRecording(text: string, where: string): QemuRecording {
  return parseJson(text, schema, where);
}

/** The file's text: one item, event or operation per line, so that two recordings can be compared. */
export function printRecording(recording: QemuRecording): string {
  const text = JSON.stringify(recording);
  return `${text.replaceAll(/(?<=[[,])\{"(?:host|kind|channel)"/g, '\n$&')}\n`;
}

function refusePagesOutside(
  { blocks, operations, wires, memory }: QemuRecording,
  context: z.core.$RefinementCtx<QemuRecording>,
): void {
  const sizes = new Map(blocks.map(({ name, pages }) => [name, pages]));
  const check = (block: string, end: number, path: (string | number)[]): void => {
    if (end > (sizes.get(block) ?? 0))
      context.addIssue({ code: 'custom', path, message: `page ${end - 1} is not in ${block}` });
  };
  operations.forEach(({ block, page, pages = 1 }, index) =>
    check(block, page + pages, ['operations', index]),
  );
  memory.forEach(({ block, page }, index) => check(block, page + 1, ['memory', index]));
  wires.forEach(({ items, times }, wire) => {
    if (times !== undefined && times.length !== items.length)
      context.addIssue({
        code: 'custom',
        path: ['wires', wire, 'times'],
        message: `${times.length} times for ${items.length} items`,
      });
    items.forEach((one, index) => {
      const path = ['wires', wire, 'items', index];
      if (one.kind === 'record') check(one.block, one.page + 1, path);
      if (one.kind === 'request') check(one.block, one.page + one.pages, path);
      if (one.kind === 'discard')
        for (const [first, pages] of one.ranges) check(one.block, first + pages, path);
    });
  });
}
