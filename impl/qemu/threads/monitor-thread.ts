/**
 * Probes both monitors for an answer. Nothing is forwarded until both have answered or have taken too long, so
 * that a host that answers only because the link moves is noticed.
 */
import { probeMonitors } from '../probe-monitors.ts';
import type { Session } from '../session.ts';
import type { QemuThread } from './thread.ts';

export function monitorThread(session: Session): QemuThread {
  let left = session.scenario.probes;
  let isBusy = false;
  return {
    name: 'monitor',
    isIdle: () => !isBusy,
    isReady: () => !session.isDraining && !isBusy && left > 0 && session.attempt !== undefined,
    coming: () => ({ label: 'probe', page: -1, gate: -1 }),
    async take() {
      left--;
      isBusy = true;
      await probeMonitors(session);
      isBusy = false;
      session.changed();
    },
  };
}
