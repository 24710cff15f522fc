/** Whether the guest ran on both hosts at the same time, by the events of both monitors. */
import type { Happening, HostName } from '../../../impl/qemu/happenings.ts';
import type { Problem } from './problem.ts';

type Told = Happening & { readonly kind: 'event' | 'exit' | 'operator' };

/**
 * Each monitor has its own connection, so events of one may arrive before earlier events of the other: QEMU's
 * own timestamps give the order.
 */
export function splitBrain(happenings: readonly Happening[]): readonly Problem[] {
  const told = happenings.filter((one): one is Told =>
    ['event', 'exit', 'operator'].includes(one.kind),
  );
  const runs: Record<HostName, boolean> = { source: true, destination: false };
  for (const one of told.toSorted((these, those) => these.us - those.us)) {
    // The destination is terminated before the source resumes, and before another one is started.
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

/** @returns whether the guest runs after the event; undefined if the event does not change that */
function runsAfter(told: Exclude<Told, { readonly kind: 'operator' }>): boolean | undefined {
  if (told.kind === 'exit') return false;
  const { event } = told;
  if (event === 'RESUME') return true;
  return event === 'STOP' || event === 'SHUTDOWN' ? false : undefined;
}
