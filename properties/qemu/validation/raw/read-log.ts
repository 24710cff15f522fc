/**
 * Reads a trace log of QEMU (`-trace … -D FILE`), in any form. From 10.1 on a log may consist of one file per
 * thread, named FILE.1234. The events show whether it is the source's or the destination's.
 */
import { existsSync } from 'node:fs';
import type { TraceEvent } from '../../../../impl/qemu/trace-log.ts';
import { logFilesOf, parseTraceLog } from '../../../../impl/qemu/trace-log.ts';
import type { HostName } from '../../../../traces/recording-file.ts';
import { readBytes } from '../../../running/files/read-file.ts';
import { UsageError } from '../../../terminal/usage-error.ts';

export interface ReadLog {
  readonly file: string;
  readonly host: HostName;
  readonly events: readonly TraceEvent[];
  /** The lines have timestamps. */
  readonly isTimed: boolean;
  /** The events are in the order in which they happened. */
  readonly isInOrder: boolean;
}

/** A log has a few hundred bytes for each page. */
const BYTES_MAX = 2 ** 28;

/** @throws UsageError if a log cannot be read, or its events do not show which host wrote it */
export function readLogs(files: readonly string[]): readonly ReadLog[] {
  const logs = files.map((file) => ({ file, ...readEvents(file) }));
  const known = logs.map(({ events }) => hostIn(events));
  return logs.map(({ file, events, files: count }, index) => {
    const host = known[index] ?? otherHost(known);
    if (host === undefined)
      throw new UsageError(
        `log ${file}: its events do not say whether it is the source's or the destination's`,
      );
    if (known.indexOf(host) !== index && known.includes(host))
      throw new UsageError(`log ${file}: a second log of the ${host}`);
    const isTimed = events.every(({ us }) => us !== undefined);
    const isInOrder = isTimed || count === 1;
    return { file, host, events: isTimed ? events.toSorted(byTime) : events, isTimed, isInOrder };
  });
}

/** @returns the host that wrote the log; undefined if its events do not show that */
function hostIn(events: readonly TraceEvent[]): HostName | undefined {
  const has = (names: RegExp): boolean => events.some(({ name }) => names.test(name));
  const isSource = has(/^(?:savevm_|migration_bitmap_sync|ram_save_|source_return_path)/);
  const isDestination = has(/^(?:loadvm_|qemu_loadvm|postcopy_ram_listen|postcopy_place|ram_load)/);
  if (isSource === isDestination) return undefined;
  return isSource ? 'source' : 'destination';
}

/** If the host of one of two logs is known, the other log is the other host's. */
function otherHost(known: readonly (HostName | undefined)[]): HostName | undefined {
  if (known.length !== 2) return undefined;
  return known.includes('source')
    ? 'destination'
    : known.includes('destination')
      ? 'source'
      : undefined;
}

function byTime(one: TraceEvent, other: TraceEvent): number {
  return (one.us ?? 0) - (other.us ?? 0);
}

/** @throws UsageError if the file cannot be read, or is not a log of QEMU */
function readEvents(file: string): {
  readonly events: readonly TraceEvent[];
  readonly files: number;
} {
  const found = existsSync(file) ? [] : logFilesOf(file);
  // A file that does not exist is named in the complaint about it.
  const files = found.length > 0 ? found : [{ path: file, thread: undefined }];
  const events = files.flatMap(({ path, thread }) =>
    parseTraceLog(Buffer.from(readBytes(path, 'log', BYTES_MAX)).toString('latin1')).map(
      (event) => ({ ...event, thread: event.thread ?? thread }),
    ),
  );
  if (events.length === 0) throw new UsageError(`log ${file}: no trace events of QEMU`);
  return { events, files: files.length };
}
