/** How operations of a guest program are performed: when, where, what they store, and by which command. */
import type { ComingStep } from '../../system.ts';
import { LOOP_OFFSET, stampOf, ZERO_CONTENT } from '../contents.ts';
import type { MailboxGuest } from '../guest/mailbox.ts';
import type { GuestOperation, QemuScenario } from '../scenario.ts';
import { TARGET_PAGE_BYTES } from '../scenario.ts';
import type { Session } from '../session.ts';

/** @returns the word that a read has found; undefined for other operations */
export async function perform(
  guest: MailboxGuest,
  scenario: QemuScenario,
  { operation, stamp }: { readonly operation: GuestOperation; readonly stamp: number },
): Promise<number | undefined> {
  const address = addressOf(scenario, operation.page);
  switch (operation.kind) {
    case 'read':
      return guest.readWord(address);
    case 'loop':
      await guest.beginLoop(address + LOOP_OFFSET, operation.pages);
      return undefined;
    case 'word':
      await guest.writeWord(address, stamp);
      return undefined;
    case 'fill':
    case 'zero':
      await guest.fillPage(address, stamp);
      return undefined;
  }
}

/** Whether the migration has come far enough for the operation. */
export function isTime(
  { attempt, scenario }: Session,
  operation: GuestOperation | undefined,
): boolean {
  if (operation === undefined) return false;
  const { passed = 0, records, passes = 0 } = attempt ?? {};
  const forwarded = records?.get(scenario.pages[operation.page] as number) ?? 0;
  return passed >= operation.after && Math.max(forwarded, passes) >= operation.sent;
}

export function comingOf(operation: GuestOperation | undefined): ComingStep {
  return { label: operation?.kind ?? 'nothing', page: operation?.page ?? -1, gate: -1 };
}

/** The word that each operation of a program stores; the writes of a page are numbered from 1. */
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

/** Guest physical address of the page at this position in `pages`. */
export function addressOf({ pages }: QemuScenario, page: number): number {
  return (pages[page] as number) * TARGET_PAGE_BYTES;
}
