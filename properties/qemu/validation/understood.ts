/**
 * Whether QEMU's log says enough to judge a migration. A log in an unknown form, or of a QEMU without trace
 * events, looks like that of a source that never synced or sent anything, so nothing follows from it.
 */
import type { QemuRecording } from '../../../traces/recording-file.ts';
import type { Attempt } from './attempt.ts';
import { isOfRam } from './qemu-log.ts';

/** @returns what the log lacks, if anything */
export function notUnderstood(
  { events, wires, memory }: QemuRecording,
  attempts: readonly Attempt[],
): string | undefined {
  if (events.every(({ host }) => host !== 'source')) return 'the log of the source has no events';
  const sent = wires.filter(({ items }) => items.some(({ kind }) => kind === 'record'));
  const numbers = new Set(sent.map(({ attempt }) => attempt));
  if (numbers.size > attempts.length)
    return `there are ${numbers.size} migrations on the wire, but ${attempts.length} in the log of the source`;
  const ends = attempts.map(({ end }) => end);
  if (memory.length > 0 && !ends.includes('completed'))
    return 'the log of the source has no migration that has completed';
  return attempts.map(missingFrom).find((missing) => missing !== undefined);
}

function missingFrom({ source, destination, main, end }: Attempt): string | undefined {
  const has = (event: string): boolean => source.some(({ name }) => name === event);
  const hasSections = source.some((one) => one.name.startsWith('savevm_section_') && isOfRam(one));
  const isOnWire = main.some(({ item }) => item.kind === 'record');
  if (isOnWire && !hasSections) return 'the log of the source has no section of RAM';
  if (isOnWire && !has('migration_bitmap_sync_start')) return 'the log of the source has no sync';
  if (end === 'completed' && destination.length === 0)
    return 'the log of the destination has no events';
  return undefined;
}
