/** The threads of the preempt channel, and the channel itself. */
import type { Assembly, ThreadShape } from '../../assembly.ts';
import { nothingOwn } from '../../assembly.ts';
import { acceptThread } from './accept-thread.ts';
import { cutPreempt } from './cut-preempt.ts';
import { preemptThread } from './preempt-thread.ts';

export const preemptAssembly: Assembly = {
  make: nothingOwn,
  threads({ source, incoming, ticks }) {
    const { preempt } = incoming;
    const network: ThreadShape = {
      name: 'preempt network',
      place: 130,
      onTick: 'cut-preempt',
      body: (thread) => cutPreempt(thread, ticks['cut-preempt'], source),
    };
    if (preempt === undefined) return [network];
    return [
      { name: 'preempt', place: 80, body: (thread) => preemptThread(thread, incoming, preempt) },
      { name: 'accept', place: 90, body: (thread) => acceptThread(thread, incoming, preempt) },
      network,
    ];
  },
  links: ({ source: { preempt } }) =>
    preempt === undefined
      ? []
      : [{ name: 'preempt channel', from: 'source', channel: preempt.sender.channel }],
};
