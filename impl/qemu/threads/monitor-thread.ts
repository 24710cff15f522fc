/**
 * Asks both monitors whether they are there, whatever is held at that moment. Where QEMU's main loop
 * may rightly wait for the other host, it is asked out of band.
 */
import type { Clock } from '../fair-clock.ts';
import type { Piece } from '../gate.ts';
import type { HostName } from '../happenings.ts';
import type { QemuProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { TooLong, within } from '../within.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

/** A monitor that has said nothing for so many milliseconds, of those that its host has had, is not there. */
const ANSWER_MS_MAX = 3000;

export function monitorThread<Item extends Piece>(session: Session<Item>): QemuThread {
  let left = session.scenario.probes;
  let isBusy = false;

  const probe = async (host: HostName, qemu: QemuProcess): Promise<void> => {
    const isOutOfBand = mayBeKept(session, host);
    const answered = isOutOfBand
      ? qemu.qmp.executeOutOfBand('query-yank')
      : qemu.qmp.execute('query-migrate');
    // One that was asked just before the guest was stopped may be kept as well.
    const isThere = await withinTime(answered, session.startClock());
    if (!isThere && !qemu.isGone() && isOutOfBand === mayBeKept(session, host)) {
      const text = `the ${host}'s monitor has said nothing for ${ANSWER_MS_MAX} ms`;
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
 * The source's migration thread keeps the big lock while it completes and writes to whoever is slow;
 * the destination's main loop loads what comes in a package, and does what a device waits for.
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
    // Being refused is an answer, and so is being gone, of which others tell.
    return !(error instanceof TooLong);
  }
}
