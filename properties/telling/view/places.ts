/** Where each thread runs: the page draws the wire between source and destination. */
import type { Place } from '../../../traces/trace-view.ts';

/** Threads of a system that are not QEMU's own on the source. */
const placesByName: Readonly<Record<string, Place>> = {
  operator: 'outside',
  network: 'outside',
  'preempt network': 'outside',
  tamperer: 'outside',
  canceller: 'outside',
  'postcopy starter': 'outside',
  'rate limit': 'outside',
  incoming: 'destination',
  listen: 'destination',
  fault: 'destination',
  preempt: 'destination',
  accept: 'destination',
};

/** @param thread - name of the thread; who runs on the destination may say so at its end */
export function placeOf(thread: string): Place {
  return placesByName[thread] ?? (thread.endsWith(' on destination') ? 'destination' : 'source');
}
