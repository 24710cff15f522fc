/** A device that reads memory on the destination, page by page, whether the page has arrived or not. */
import { operationBegun } from '../happenings.ts';
import type { Session } from '../session.ts';
import { addressOf } from './guest-operations.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

export function readerThread(session: Session): QemuThread {
  const { scenario, surroundings } = session;
  const pages = scenario.reads;
  let next = 0;
  let isBusy = false;

  const read = async (index: number): Promise<void> => {
    const note = operationBegun({
      actor: 'reader',
      host: 'destination',
      index,
      begun: surroundings.now(),
    });
    session.happenings.push(note);
    const address = addressOf(scenario, pages[index] as number);
    const bytes = await session.attempt?.destination.qtest.read(address, 4);
    note.acknowledged = surroundings.now();
    note.value =
      bytes === undefined
        ? undefined
        : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  };
  return {
    name: 'reader',
    isIdle: () => !isBusy,
    isReady: () =>
      !session.isDraining &&
      !isBusy &&
      next < pages.length &&
      session.attempt?.isGuestHere === true,
    coming: () => ({ label: 'read', page: pages[next] ?? -1, gate: -1 }),
    async take() {
      isBusy = session.isReading = true;
      const done = read(next++)
        .catch(() => undefined)
        .finally(() => {
          isBusy = session.isReading = false;
          session.changed();
        });
      await awaitBriefly(done);
    },
  };
}
