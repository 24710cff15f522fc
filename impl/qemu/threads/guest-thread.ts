/** The vCPU's program, on whichever host it runs. */
import type { MailboxGuest } from '../guest/mailbox.ts';
import type { OperationHappening } from '../happenings.ts';
import { operationBegun } from '../happenings.ts';
import type { HostName } from '../link-part.ts';
import type { GuestOperation } from '../scenario.ts';
import type { Session } from '../session.ts';
import { comingOf, isTime, perform, stampsOf } from './guest-operations.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

export interface GuestThread extends QemuThread {
  /** Called when the guest has begun to run on the destination: finds out how many writes it has begun. */
  readonly follow: (guest: MailboxGuest) => Promise<void>;
  /** The guest is in a loop that only a command ends. */
  readonly isEndless: () => boolean;
  /** Ends a loop, so that the migration can send all dirty pages. */
  readonly rest: () => void;
}

export function guestThread(session: Session): GuestThread {
  const program = session.scenario.vcpu;
  const stamps = stampsOf(session.scenario, program);
  let next = 0;
  let begun: OperationHappening | undefined;
  let isLooping = false;
  let host: HostName = 'source';
  let guest = session.source.guest;
  let writesBegun = 0;

  const begin = (operation: GuestOperation, index: number): Promise<void> => {
    const { now } = session.surroundings;
    const note = operationBegun({ actor: 'vcpu', host, index, begun: now() });
    session.happenings.push(note);
    begun = note;
    if (operation.kind !== 'read') writesBegun++;
    if (operation.kind === 'loop') isLooping = true;
    const stamp = stamps[index] as number;
    return perform(guest, session.scenario, { operation, stamp }).then(
      (value) => {
        note.acknowledged = now();
        note.value = value;
        if (begun === note) begun = undefined;
        session.changed();
      },
      // The process is gone; its exit is reported elsewhere.
      () => {
        if (begun === note) begun = undefined;
      },
    );
  };
  const isHere = (): boolean =>
    host === 'source' ? session.isSourceRunning : session.attempt?.isGuestHere === true;
  return {
    name: 'vcpu',
    // A stopped guest finishes its operation on the host where it runs next, if it runs again.
    isIdle: () => begun === undefined || (begun.host === 'source' && !session.isSourceRunning),
    isReady: () =>
      !session.isDraining && begun === undefined && isTime(session, program[next]) && isHere(),
    coming: () => comingOf(program[next]),
    async take() {
      const index = next++;
      await awaitBriefly(begin(program[index] as GuestOperation, index));
    },
    async follow(arrived) {
      const writes = await arrived.resume();
      isLooping = false;
      host = 'destination';
      guest = arrived;
      if (begun !== undefined && writes < writesBegun) {
        // The command was lost with the source's serial line. It is given again, so that the content of
        // a page still tells how many of its writes were done.
        begun.isLost = true;
        writesBegun = writes;
        next = begun.index;
      }
      begun = undefined;
      session.changed();
    },
    isEndless: () => isLooping && begun === undefined,
    rest() {
      if (!isLooping || begun !== undefined) return;
      isLooping = false;
      guest.endLoop().catch(() => undefined);
    },
  };
}
