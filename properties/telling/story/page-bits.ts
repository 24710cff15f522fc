/** How a page stands, in a word for each of its records: what stands beside the lines of a story. */
import type { Scenario } from '../../../impl/scenario.ts';
import { pageBit } from '../../../impl/system.ts';
import type { Host } from '../../../impl/tracepoints.ts';
import type { Filmed } from '../film/frames.ts';
import { pendingBit, trackWrites } from './pending-writes.ts';

/** In the order in which a write travels. */
const NAMES: readonly (readonly [bit: number, name: string, host: Host])[] = [
  [pageBit.armed, 'armed', 'source'],
  [pageBit.hypervisorLogged, 'H', 'source'],
  [pageBit.logged, 'L', 'source'],
  [pageBit.parked, 'I', 'source'],
  [pageBit.shadow, 'S', 'source'],
  [pageBit.dirty, 'D', 'source'],
  [pageBit.clearPending, 'C', 'source'],
  [pageBit.requested, 'Q', 'destination'],
  [pageBit.received, 'R', 'destination'],
  [pageBit.present, 'there', 'destination'],
];

const PENDING: readonly (readonly [bit: number, name: string])[] = [
  [pendingBit.trapped, 'T'],
  [pendingBit.marked, 'M'],
  [pendingBit.unlogged, 'U'],
];

/** Of a page, how it stands after each step. */
export function describeBits({ scenario, frames }: Filmed, page: number): readonly string[] {
  const writes = trackWrites();
  return frames.map(({ thread, events, bits }) => {
    for (const { name, args } of events) writes.hear(thread, name, args[0]);
    return namesOf(bits[page] ?? 0, writes.bitsOf(page), scenario);
  });
}

function namesOf(bits: number, pending: number, scenario: Scenario): string {
  return [
    ...PENDING.flatMap(([bit, name]) => ((pending & bit) === 0 ? [] : [name])),
    ...NAMES.flatMap(([bit, name, host]) => {
      const isShown = host === 'source' || scenario.postcopy;
      return isShown && (bits & bit) !== 0 ? [name] : [];
    }),
  ].join(' ');
}

const MEANINGS: Readonly<Record<Host, Readonly<Record<string, string>>>> = {
  source: {
    T: 'T trapped, not stored yet',
    M: 'M logged by the device, not stored yet',
    U: 'U stored by the device, not logged yet',
    armed: 'armed (a write traps)',
    H: 'H hypervisor log',
    L: 'L QEMU log',
    I: 'I parked',
    S: 'S shadow',
    D: 'D dirty',
    C: 'C clear of the log due',
  },
  destination: {
    Q: 'Q asked for',
    R: 'R received',
    there: 'there (present)',
  },
};

/** What the words mean that are used, and of which host they speak; `undefined` if none is used. */
export function legendOfBits(used: ReadonlySet<string>): string | undefined {
  const hosts = (Object.keys(MEANINGS) as Host[]).flatMap((host) => {
    const meanings = Object.entries(MEANINGS[host]).flatMap(([name, meaning]) =>
      used.has(name) ? [meaning] : [],
    );
    return meanings.length === 0 ? [] : [`${host}: ${meanings.join(', ')}`];
  });
  return hosts.length === 0 ? undefined : hosts.join('; ');
}
