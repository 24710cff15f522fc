/** The guest's own program, done by the vCPU wherever that runs. */
import type { ComingStep } from '../../system.ts';
import { ZERO_CONTENT, LOOP_OFFSET, stampOf } from '../contents.ts';
import type { Piece } from '../gate.ts';
import type { MailboxGuest } from '../guest/mailbox.ts';
import type { HostName, OperationHappening } from '../happenings.ts';
import type { GuestOperation, QemuScenario } from '../scenario.ts';
import { TARGET_PAGE_BYTES } from '../scenario.ts';
import type { Session } from '../session.ts';
import type { QemuThread } from './thread.ts';
import { awaitBriefly } from './thread.ts';

export interface GuestThread extends QemuThread {
  /** The guest has begun to run on the destination: finds out how far it has come. */
  readonly follow: (guest: MailboxGuest) => Promise<void>;
  /** Ends a loop, so that there is an end to what has to be sent. */
  readonly rest: () => void;
}

export function guestThread<Item extends Piece>(session: Session<Item>): GuestThread {
  const program = session.scenario.vcpu;
  const stamps = stampsOf(session.scenario, program);
  let next = 0;
  let begun: OperationHappening | undefined;
  let isLooping = false;
  let host: HostName = 'source';
  let guest = session.source.guest;
  let writesBegun = 0;

  const perform = async (operation: GuestOperation, index: number): Promise<number | undefined> => {
    switch (operation.kind) {
      case 'read':
        return guest.readWord(addressOf(session.scenario, operation.page));
      case 'loop':
        isLooping = true;
        await guest.beginLoop(
          addressOf(session.scenario, operation.page) + LOOP_OFFSET,
          operation.pages,
        );
        return undefined;
      case 'word':
        await guest.writeWord(addressOf(session.scenario, operation.page), stamps[index] as number);
        return undefined;
      case 'fill':
      case 'zero':
        await guest.fillPage(addressOf(session.scenario, operation.page), stamps[index] as number);
        return undefined;
    }
  };
  const begin = (operation: GuestOperation, index: number): Promise<void> => {
    const { now } = session.surroundings;
    const note: OperationHappening = {
      ...{ kind: 'operation', actor: 'vcpu', host, index, begun: now() },
      ...{ acknowledged: undefined, value: undefined, isAmbiguous: false, isLost: false },
    };
    session.happenings.push(note);
    begun = note;
    if (['word', 'fill', 'zero', 'loop'].includes(operation.kind)) writesBegun++;
    return perform(operation, index).then(
      (value) => {
        note.acknowledged = now();
        note.value = value;
        if (begun === note) begun = undefined;
        session.changed();
      },
      // The process is gone, which is told by whoever started it.
      () => undefined,
    );
  };
  const isDue = (): boolean => isTime(session, program[next]);
  const isHere = (): boolean =>
    host === 'source' ? session.isSourceRunning : session.attempt?.isGuestHere === true;
  return {
    name: 'vcpu',
    // What a guest that was stopped is in the middle of, it goes on with where it runs next, if anywhere.
    isIdle: () => begun === undefined || (begun.host === 'source' && !session.isSourceRunning),
    isReady: () => !session.isDraining && begun === undefined && isDue() && isHere(),
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
        // The command was lost with the source's serial line.
        begun.isLost = true;
        writesBegun = writes;
      }
      begun = undefined;
      session.changed();
    },
    rest() {
      if (!isLooping || begun !== undefined) return;
      isLooping = false;
      guest.endLoop().catch(() => undefined);
    },
  };
}

/** Whether the migration has come so far that the operation may be done. */
export function isTime<Item extends Piece>(
  { attempt, scenario }: Session<Item>,
  operation: GuestOperation | undefined,
): boolean {
  if (operation === undefined) return false;
  const records = attempt?.records.get(scenario.pages[operation.page] as number) ?? 0;
  return (attempt?.passed ?? 0) >= operation.after && records >= operation.sent;
}

export function comingOf(operation: GuestOperation | undefined): ComingStep {
  return { label: operation?.kind ?? 'nothing', page: operation?.page ?? -1, gate: -1 };
}

/** What each write of a program stores; the writes of a page are numbered from 1. */
export function stampsOf(
  { pages }: QemuScenario,
  program: readonly GuestOperation[],
): readonly number[] {
  const versions = pages.map(() => 0);
  return program.map((operation) => {
    if (operation.kind !== 'word' && operation.kind !== 'fill' && operation.kind !== 'zero')
      return 0;
    const version = ++(versions[operation.page] as number);
    return operation.kind === 'zero' ? ZERO_CONTENT.first : stampOf(operation.page, version);
  });
}

/** Address in guest memory of a page that operations name by its position. */
export function addressOf({ pages }: QemuScenario, page: number): number {
  return (pages[page] as number) * TARGET_PAGE_BYTES;
}
