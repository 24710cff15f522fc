/**
 * The meaning of those lines of QEMU's trace log that are used. The numbers of states differ between
 * versions, so states are told apart by the names that QEMU prints beside them.
 */
import type { QemuEvent } from '../../../traces/recording-file.ts';

/** @returns the new migration state, like `active` */
export function newMigrationState({ name, args }: QemuEvent): string | undefined {
  return name === 'migrate_set_state' ? /new state (\S+)/.exec(args)?.[1] : undefined;
}

/** @returns the old and the new run state, like `running` and `finish-migrate` */
export function runStates({ name, args }: QemuEvent): readonly string[] {
  if (name !== 'runstate_set') return [];
  return [...args.matchAll(/\(([\w-]+)\)/g)].map(([, state]) => state ?? '');
}

/** Whether the event is about RAM's section. */
export function isOfRam({ args }: QemuEvent): boolean {
  return /^ram\b/.test(args);
}

/** @returns the thread's next event; undefined if there is none, or the log does not name threads */
export function nextOfThread(
  events: readonly QemuEvent[],
  event: QemuEvent,
): QemuEvent | undefined {
  const { thread } = event;
  if (thread === undefined) return undefined;
  return events.slice(events.indexOf(event) + 1).find((one) => one.thread === thread);
}

/** A block's addresses in the destination's memory. */
export interface AddressRange {
  readonly block: string;
  readonly start: bigint;
  readonly end: bigint;
}

export function addressRanges(events: readonly QemuEvent[]): readonly AddressRange[] {
  return events.flatMap(({ name, args }) => {
    if (name !== 'postcopy_init_range') return [];
    const [, block, start, length] =
      /^(.*): (0x[0-9a-f]+) offset=0x[0-9a-f]+ length=(0x[0-9a-f]+)/.exec(args) ?? [];
    if (block === undefined || start === undefined || length === undefined) return [];
    return [{ block, start: BigInt(start), end: BigInt(start) + BigInt(length) }];
  });
}

export interface PlaceInBlock {
  readonly block: string;
  readonly page: number;
}

const PAGE_BYTES = 4096;

/** The page that the event places, or that was touched while it was missing. */
export function pageOfEvent(
  { args }: QemuEvent,
  ranges: readonly AddressRange[],
): PlaceInBlock | undefined {
  const [, block, offset] = /rb=(.*) offset=(0x[0-9a-f]+)/.exec(args) ?? [];
  if (block !== undefined) return { block, page: Number(offset) / PAGE_BYTES };
  const [, text] = /(?:host=|page req )(0x[0-9a-f]+)/.exec(args) ?? [];
  if (text === undefined) return undefined;
  const address = BigInt(text);
  const range = ranges.find(({ start, end }) => address >= start && address < end);
  if (range === undefined) return undefined;
  return { block: range.block, page: Math.floor(Number(address - range.start) / PAGE_BYTES) };
}
