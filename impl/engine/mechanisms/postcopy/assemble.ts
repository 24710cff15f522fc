/** The threads of postcopy on both hosts, and the destination's records of each page. */
import { pageBit } from '../../../system.ts';
import type { Assembly, ThreadShape } from '../../assembly.ts';
import { nothingOwn } from '../../assembly.ts';
import type { EngineParts } from '../../parts.ts';
import { faultThread } from './fault-thread.ts';
import { listenThread } from './listen-thread.ts';
import { startPostcopy } from './postcopy-starter.ts';
import { returnPathThread } from './return-path-thread.ts';

export const postcopyAssembly: Assembly = {
  make: nothingOwn,
  threads: (parts, { postcopy }) => [...(postcopy ? standing(parts) : []), starter(parts)],
  bits:
    ({ incoming: { userFault, requests } }) =>
    (page) =>
      (userFault.peekPresent(page) ? pageBit.present : 0) |
      (requests.peek(page) ? pageBit.requested : 0),
};

function standing({ source, incoming }: EngineParts): readonly ThreadShape[] {
  return [
    { name: 'return path', place: 50, body: (thread) => returnPathThread(thread, source) },
    { name: 'listen', place: 60, body: (thread) => listenThread(thread, incoming) },
    { name: 'fault', place: 70, body: (thread) => faultThread(thread, incoming) },
  ];
}

function starter({ source, ticks }: EngineParts): ThreadShape {
  return {
    name: 'postcopy starter',
    place: 100,
    onTick: 'start-postcopy',
    body: (thread) => startPostcopy(thread, ticks['start-postcopy'], source),
  };
}
