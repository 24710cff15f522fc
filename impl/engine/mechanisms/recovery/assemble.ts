/** The operator's part in a recovery. */
import type { Assembly } from '../../assembly.ts';
import { nothingOwn } from '../../assembly.ts';
import { recoverer } from './recoverer.ts';

export const recoveryAssembly: Assembly = {
  make: nothingOwn,
  threads({ source, incoming, ticks }) {
    const { recovery } = source;
    const { recovery: incomingRecovery } = incoming;
    if (recovery === undefined || incomingRecovery === undefined) return [];
    const refusals = ticks['refuse-connection'];
    const hosts = { source, incoming, recovery, incomingRecovery, refusals };
    return [{ name: 'recoverer', place: 150, body: (thread) => recoverer(thread, hosts) }];
  },
};
