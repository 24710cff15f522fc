/** The device's program: writes to the source's memory without a vCPU. */
import { bytesOf, uniform } from '../contents.ts';
import { operationBegun } from '../happenings.ts';
import type { Session } from '../session.ts';
import { addressOf, comingOf, isTime, stampsOf } from './guest-operations.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

export function deviceThread(session: Session): QemuThread {
  const { scenario, source, surroundings } = session;
  const program = scenario.device;
  const stamps = stampsOf(scenario, program);
  let next = 0;
  let isBusy = false;

  const write = async (index: number): Promise<void> => {
    const operation = program[index];
    if (operation === undefined) return;
    const note = operationBegun({
      actor: 'device',
      host: 'source',
      index,
      begun: surroundings.now(),
    });
    note.isAmbiguous = true;
    session.happenings.push(note);
    const page = bytesOf(uniform(stamps[index] as number));
    const bytes = operation.kind === 'word' ? page.subarray(0, 4) : page;
    await source.qtest.write(addressOf(scenario, operation.page), bytes);
    note.acknowledged = surroundings.now();
    // Unlike a real device, this one does not stop with the vCPU: a write after the guest was stopped may
    // be lost without a failure. If the guest runs now, it ran when the device wrote.
    const { status } = (await source.qmp.execute('query-status')) as { readonly status: string };
    note.isAmbiguous = status !== 'running';
  };
  return {
    name: 'device',
    isIdle: () => !isBusy,
    isReady: () =>
      !session.isDraining && !isBusy && session.isSourceRunning && isTime(session, program[next]),
    coming: () => comingOf(program[next]),
    async take() {
      isBusy = true;
      const written = write(next++)
        .catch(() => undefined)
        .finally(() => {
          isBusy = false;
          session.changed();
        });
      await awaitBriefly(written);
    },
  };
}
