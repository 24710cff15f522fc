/**
 * A part of G1: a stopped guest accesses no memory. A thread that is in the middle of an operation when the
 * guest is stopped may finish it, but only until the migration proceeds as if all operations were finished.
 */
import type { FootprintView, Views } from '../../../impl/system.ts';
import { host, hosts } from '../../../impl/tracepoints.ts';
import type { MigrationStatus } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';

/** In these statuses the source has stopped its guest for good, and waited for operations in progress. */
const STOPPED: ReadonlySet<MigrationStatus> = new Set([
  'device',
  'postcopy-device',
  'postcopy-active',
  'postcopy-paused',
  'postcopy-recover-setup',
  'postcopy-recover',
  'completed',
]);

export const stoppedGuest: OracleMaker = (context) => {
  const { ledger, object } = context;
  /** By host: 1 if the guest is running there. */
  const running = new Uint8Array(hosts.length);
  /** By host: 1 if the guest has ever run there. */
  const hasRun = new Uint8Array(hosts.length);
  /** Threads in the middle of an operation that began while the guest was running. */
  const amid = new Set<number>();
  let isAnnounced = true;
  let views: Views;
  let footprint: FootprintView;
  const set = (on: number, isRunning: number): void => {
    running[on] = isRunning;
    hasRun[on] = (hasRun[on] as number) | isRunning;
  };
  const look = (): void => {
    for (let on = 0; on < hosts.length; on++) set(on, Number(views.isRunning(on)));
  };
  // A run state that is not announced may have changed in this step, before or after the access.
  const runs = (on: number): boolean => running[on] === 1 || (!isAnnounced && views.isRunning(on));

  const access = (page: number, on: number, verb: string): void => {
    if (runs(on)) {
      amid.add(footprint.thread);
      return;
    }
    const hasWaited = on === host.source && STOPPED.has(ledger.status);
    if (amid.has(footprint.thread) && !hasWaited) return;
    const who = context.system.driver.threads[footprint.thread];
    const state = hasRun[on] === 1 ? 'is stopped' : 'has not been started';
    object('G1', page, `${who} ${verb} it on the ${hosts[on]}, where the guest ${state}`);
  };

  return {
    retarget() {
      ({ views } = context);
      ({ footprint } = context.system);
      isAnnounced = context.system.lacks?.tracepoints.has('runstate_set') !== true;
    },
    reset() {
      amid.clear();
      hasRun.fill(0);
      look();
    },
    on: {
      runstate_set: set,
      destination_given_up() {
        // Its threads are gone, and the source has none in the middle of an operation.
        amid.clear();
        hasRun[host.destination] = 0;
      },
      vcpu_trap: (page) => access(page, host.source, 'traps on'),
      vcpu_load: (page, _version, on) => access(page, on, 'reads'),
      vcpu_store: (page, _version, on) => access(page, on, 'writes'),
      device_store: (page, _version, on) => access(page, on, 'writes'),
      // A device may log first; then the store is the rest of its operation.
      device_log(_page, on) {
        if (runs(on)) amid.add(footprint.thread);
      },
      guest_operation() {
        amid.delete(footprint.thread);
      },
    },
    step() {
      if (!isAnnounced) look();
    },
  };
};
