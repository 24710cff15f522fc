/** Whether the guest ran on both hosts at the same time, by the events of both monitors. */
import type { Happening } from '../../../impl/qemu/happenings.ts';
import type { HostName } from '../../../impl/qemu/link-part.ts';
import type { Problem } from './problem.ts';
import { aboutNoPage } from './problem.ts';

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
  let status: string | undefined;
  for (const one of told.toSorted((these, those) => these.us - those.us)) {
    // The destination is terminated before the source resumes, and before another one is started.
    if (one.kind === 'operator') {
      if (['continue-source', 'migrate'].includes(one.command)) runs.destination = false;
      continue;
    }
    status = statusBeforeEnd(one) ?? status;
    const isRunning = runsAfter(one);
    if (isRunning === undefined) continue;
    runs[one.host] = isRunning;
    if (runs.source && runs.destination)
      return [{ ...aboutNoPage, property: 'R', text: describe(one.host, status) }];
  }
  return [];
}

/** What the source told last of its migration, but for its failure: in which part of it it failed. */
function statusBeforeEnd(one: Told): string | undefined {
  if (one.kind !== 'event' || one.host !== 'source') return undefined;
  const { status } = one.data;
  return status === undefined || FAILURES.includes(status) ? undefined : String(status);
}

const FAILURES: readonly unknown[] = ['failing', 'failed'];

function describe(host: HostName, status: string | undefined): string {
  const text = `the guest runs on both hosts at once: the ${other(host)} ran when the ${host} began to`;
  return status === undefined ? text : `${text}; the source was in ${status}`;
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
