/**
 * Probes both monitors for an answer, whatever is held at that moment. Where QEMU's main loop may rightly
 * wait for the other host, the probe is out of band.
 */
import type { Clock } from '../fair-clock.ts';
import type { Piece } from '../gate.ts';
import type { HostName } from '../happenings.ts';
import type { QemuProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { TooLong, within } from '../within.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

/** A monitor must answer within this many milliseconds of the time in which the hosts could run. */
const ANSWER_MS_MAX = 3000;

export function monitorThread<Item extends Piece>(session: Session<Item>): QemuThread {
  let left = session.scenario.probes;
  let isBusy = false;

  const probe = async (host: HostName, qemu: QemuProcess): Promise<void> => {
    const isOutOfBand = mayBeKept(session, host);
    const answered = isOutOfBand
      ? qemu.qmp.executeOutOfBand('query-yank')
      : qemu.qmp.execute('query-migrate');
    // The monitor may also be blocked if the guest was stopped just after the probe.
    const isThere = await withinTime(answered, session.startClock());
    if (!isThere && !qemu.isGone() && isOutOfBand === mayBeKept(session, host)) {
      const text = `the ${host}'s monitor has not answered for ${ANSWER_MS_MAX} ms`;
      session.complain({ property: 'LIVENESS', text: isOutOfBand ? `${text}, out of band` : text });
    }
  };
  return {
    name: 'monitor',
    isIdle: () => !isBusy,
    isReady: () => !session.isDraining && !isBusy && left > 0 && session.attempt !== undefined,
    coming: () => ({ label: 'probe', page: -1, gate: -1 }),
    async take() {
      left--;
      isBusy = true;
      const destination = session.attempt?.destination;
      const probes = [probe('source', session.source)];
      if (destination !== undefined && !destination.isGone())
        probes.push(probe('destination', destination));
      const done = Promise.all(probes).then(() => {
        isBusy = false;
        session.changed();
      });
      await awaitBriefly(done);
    },
  };
}

/**
 * Whether the host's main loop may be blocked. The source's migration thread holds the big lock while it
 * completes and writes to a slow receiver; the destination's main loop loads the package, and performs
 * device reads, which may wait for a page.
 */
function mayBeKept<Item extends Piece>(session: Session<Item>, host: HostName): boolean {
  if (host === 'source') return !session.isSourceRunning;
  return session.attempt?.status.source !== 'active';
}

async function withinTime(answer: Promise<unknown>, clock: Clock): Promise<boolean> {
  try {
    await within(ANSWER_MS_MAX, 'the monitor', answer, clock);
    return true;
  } catch (error) {
    // A refusal is an answer too; a process that is gone is reported elsewhere.
    return !(error instanceof TooLong);
  }
}
