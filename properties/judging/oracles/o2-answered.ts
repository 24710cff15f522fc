/**
 * O2 answered: the operator is answered. The thread that answers needs the big lock of its host, so whoever holds
 * that lock must not wait for what only the network, or the operator, can bring: while no connection is up, some
 * thread of that host must be able to go on. A destination whose device state waits for a page is excused: QEMU's
 * main loop loads it, and the commands of a recovery are answered without the lock (`migrate-recover`).
 */
import type { ThreadPlace } from '../../../impl/mechanisms.ts';
import { placeOfThread } from '../../../impl/mechanisms.ts';
import { heldIn } from '../../../impl/footprint-entry.ts';
import { FOOTPRINT_STRIDE, mutexBit } from '../../../impl/system.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { OracleContext, OracleMaker } from '../lockstep/oracle-context.ts';
import type { Property } from './property.ts';

const NOBODY = -1;

const answered: OracleMaker = (context) => {
  const locks: readonly BigLock[] = [
    { place: 'source', bit: mutexBit.bql, holder: NOBODY },
    { place: 'destination', bit: mutexBit.destinationBql, holder: NOBODY },
  ];
  return {
    reset() {
      for (const lock of locks) lock.holder = NOBODY;
    },
    step() {
      const { ledger, object, system } = context;
      const { thread, entries, length } = system.footprint;
      // Taking and releasing a lock are accesses, so the last one tells what is held after the step.
      const held = length === 0 ? undefined : heldIn(entries, length - FOOTPRINT_STRIDE);
      for (const lock of locks) {
        if (held !== undefined && (held & lock.bit) !== 0) lock.holder = thread;
        else if (held !== undefined && lock.holder === thread) lock.holder = NOBODY;
        if (lock.holder === NOBODY || ledger.isLinkUp || ledger.status === 'none') continue;
        const what = whatKeeps(context, lock);
        if (what !== undefined) object('O2', NO_PAGE, what);
      }
    },
  };
};

/** The big lock of one host. */
interface BigLock {
  readonly place: ThreadPlace;
  readonly bit: number;
  /** The thread that holds it, or `NOBODY`. */
  holder: number;
}

/** What the holder waits for, if no thread of its host can go on and so nobody there can end the wait. */
function whatKeeps({ system: { driver } }: OracleContext, lock: BigLock): string | undefined {
  const { gate } = driver.comingStep(lock.holder);
  if (gate < 0 || driver.isOpen(gate)) return undefined;
  for (const one of driver.choices().threads())
    if (placeOfThread(driver.threads[one] ?? '') === lock.place) return undefined;
  const name = driver.threads[lock.holder];
  const wait = driver.waits().find(({ thread }) => thread === name);
  if (wait?.missingPage !== undefined) return undefined;
  const why = `${name} keeps the big lock of the ${lock.place}, and waits (${wait?.what ?? 'for good'})`;
  return `no connection is up, but ${why}: the operator is not answered`;
}

export const o2Answered: Property<'O2'> = {
  id: 'O2',
  name: 'O2 answered',
  kind: 'always',
  claim: 'nobody waits under the big lock of a host for what only the network can bring',
  harm: 'the operator can neither look at the migration nor cancel, pause or recover it',
  sources: ['the BQL in system/cpus.c, and which commands of qapi/migration.json are out of band'],
  hint: 'look for a wait between taking the big lock and releasing it',
  needs: { footprint: true, tracepoints: ['migrate_set_state'] },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'not observable', by: 'which thread holds the lock, and what it waits for' },
  oracle: answered,
};
