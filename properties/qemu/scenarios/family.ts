/** What a family of scenarios for real QEMU is, and the steps that most plans share. */
import type { MachineName, Mismatch, OperatorStep, Target } from '../../../impl/qemu/scenario.ts';
import type { Draw } from '../../judging/execution/random-source.ts';
import type { Writer } from './guest-programs.ts';

export interface QemuFamily {
  readonly name: string;
  readonly claim: string;
  readonly capabilities: readonly string[];
  /** The link, a host or the operator fails it, or it asks for what few ask. */
  readonly isAdverse?: boolean;
  /** Its weight among the possible families. */
  readonly share: number;
  /** Source and destination are of different versions. */
  readonly crossesVersions?: boolean;
  /** The machine types that it needs; any if absent. */
  readonly machines?: readonly MachineName[];
  readonly writers?: readonly Writer[];
  /** @param capabilities - its own, or those that were drawn for it */
  readonly plan: (draw: Draw, capabilities: readonly string[]) => readonly OperatorStep[];
  /** Capabilities are drawn for each migration, beside its own. */
  readonly mixes?: boolean;
  /** Sets of capabilities of which one is drawn, instead of its own alone. */
  readonly variants?: readonly (readonly string[])[];
  /**
   * Its deeds come in statuses that last only as long as the source cannot write: mostly nothing but the
   * held records slows it down.
   */
  readonly fillsSockets?: boolean;
  readonly mismatches?: readonly Mismatch[];
  /** It goes through a file of one of these kinds. */
  readonly targets?: readonly Target[];
  /** At most so many operations of each writer; ten if absent. */
  readonly operations?: number;
  /** Connections may reach the destination in any order. */
  readonly connectsInAnyOrder?: boolean;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly reads?: number;
  /** Many pages are kept dirty for some seconds, by the vCPU in a loop and by the device one by one. */
  readonly loops?: boolean;
}

export const migrate: OperatorStep = { command: 'migrate', after: 0 };

export function startPostcopy(draw: Draw): OperatorStep {
  return { command: 'start-postcopy', after: beforeTheGuests(draw) };
}

/** A moment, usually before the guest program's pages are sent, so that some of them fault. */
export function beforeTheGuests(draw: Draw): number {
  return draw(draw(4) === 0 ? ITEMS_BEFORE_LAST : ITEMS_BEFORE_PROGRAM);
}

const ITEMS_BEFORE_PROGRAM = 260;
/** By then the source, which runs ahead, has sent nearly all of the smallest memory. */
const ITEMS_BEFORE_LAST = 400;
