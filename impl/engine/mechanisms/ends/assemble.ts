/** The ends of the two processes. */
import type { Assembly } from '../../assembly.ts';
import { nothingOwn } from '../../assembly.ts';
import { destinationDies, destinationQuits, sourceQuits } from './processes-end.ts';

export const endsAssembly: Assembly = {
  make: nothingOwn,
  threads: (parts) => [
    {
      name: 'source quits',
      place: 160,
      onTick: 'quit-source',
      body: (thread) => sourceQuits(thread, parts.ticks['quit-source'], parts),
    },
    {
      name: 'destination quits',
      place: 161,
      onTick: 'quit-destination',
      body: (thread) => destinationQuits(thread, parts.ticks['quit-destination'], parts),
    },
    {
      name: 'death',
      place: 162,
      onTick: 'destination-dies',
      body: (thread) => destinationDies(thread, parts.ticks['destination-dies'], parts),
    },
  ],
};
