/** Whether a guest has run on both hosts at the same time, by what both monitors have told. */
import type { Happening, HostName } from '../../impl/qemu/happenings.ts';
import type { WireItem } from '../../traces/wire-reader.ts';
import type { Problem } from './problem.ts';

type Told = Happening<WireItem> & { readonly kind: 'event' | 'exit' | 'operator' };

/**
 * Each monitor has a connection of its own, and what one tells may be heard before what another has told
 * earlier: QEMU's own stamps say which was first.
 */
export function splitBrain(happenings: readonly Happening<WireItem>[]): readonly Problem[] {
  const told = happenings.filter((one): one is Told =>
    ['event', 'exit', 'operator'].includes(one.kind),
  );
  const runs: Record<HostName, boolean> = { source: true, destination: false };
  for (const one of told.toSorted((these, those) => these.us - those.us)) {
    // The destination is ended before the source goes on, and before another one is started.
    if (one.kind === 'operator') {
      if (['continue-source', 'migrate'].includes(one.command)) runs.destination = false;
      continue;
    }
    const isRunning = runsAfter(one);
    if (isRunning === undefined) continue;
    runs[one.host] = isRunning;
    if (runs.source && runs.destination)
      return [
        {
          property: 'R',
          text: `the guest runs on both hosts at once: the ${other(one.host)} ran when the ${one.host} began to`,
          pages: [],
          writer: 'nobody',
          isStale: false,
        },
      ];
  }
  return [];
}

function other(host: HostName): HostName {
  return host === 'source' ? 'destination' : 'source';
}

/** @returns undefined if that changes nothing */
function runsAfter(told: Exclude<Told, { readonly kind: 'operator' }>): boolean | undefined {
  if (told.kind === 'exit') return false;
  const { event } = told;
  if (event === 'RESUME') return true;
  return event === 'STOP' || event === 'SHUTDOWN' ? false : undefined;
}
