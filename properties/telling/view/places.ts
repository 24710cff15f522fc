/** The side of each thread, source or destination: the page draws the wire between the two. */
import { vocabularies } from '../../../impl/mechanisms.ts';
import type { Side } from '../../../traces/trace-view.ts';

const placesByName: Readonly<Record<string, Side>> = Object.assign(
  {},
  ...vocabularies.map(({ threads }) => threads),
);

/** @param thread - name of the thread; it may end in ` on destination` */
export function placeOf(thread: string): Side {
  return placesByName[thread] ?? (thread.endsWith(' on destination') ? 'destination' : 'source');
}
