/**
 * Everything about a migration of real QEMU that is neither a choice of the strategy nor up to QEMU. It is
 * plain data, so that it can be generated, shrunk, stored and run again.
 */

import type { HostName, LinkPart } from './link-part.ts';

export const machines = ['q35', 'pc', 'microvm'] as const;
export type MachineName = (typeof machines)[number];

export interface QemuScenario {
  /** The family that the scenario was generated from. */
  readonly name: string;
  readonly machine: MachineName;
  /** The version of the machine, like `pc-q35-7.2`, on which hosts of different versions agree. */
  readonly machineType?: string | undefined;
  readonly memoryMiB: number;
  /** Memory is in huge pages of 2 MiB: host pages are 512 target pages. */
  readonly hugePages: boolean;
  /** Memory is filled with non-zero data, so that the source has to wait while its records are held. */
  readonly isFilled: boolean;
  /** Migration capabilities to switch on at both ends, in addition to `events`. */
  readonly capabilities: readonly string[];
  /** Arguments of `migrate-set-parameters` at the source. */
  readonly parameters: Readonly<Record<string, number>>;
  /**
   * The target pages of the guest program, by their number in guest memory. Operations name them by
   * their position here. Each page has one writer, so that its contents come in one order.
   */
  readonly pages: readonly number[];
  /** The pages that begin as zeros, by position in `pages`. */
  readonly zeroPages: readonly number[];
  /** The vCPU's program, on whichever host it runs. */
  readonly vcpu: readonly GuestOperation[];
  /** The device's program, on the source while the guest runs there. */
  readonly device: readonly GuestOperation[];
  /** Pages, by position in `pages`, that a device reads on the destination while the guest runs there. */
  readonly reads: readonly number[];
  readonly operator: readonly OperatorStep[];
  /** How often both monitors are probed for an answer. */
  readonly probes: number;
  /** Connections reach the destination in any order; otherwise in the order in which the source made them. */
  readonly connectsInAnyOrder?: boolean | undefined;
  /**
   * Where the source writes instead of to a socket; the destination reads it when it is complete. With
   * `mapped-ram` it is a file in any case.
   */
  readonly target?: Target | undefined;
  /** What is different about the destination, which must then refuse the migration. */
  readonly mismatch?: Mismatch | undefined;
  /** The largest number of items that one step of a channel forwards. */
  readonly stride: number;
  /** Steps that the strategy decides; afterwards everything is forwarded. */
  readonly stepsMax: number;
}

/** A file that the source opens itself, or one that a command writes, which the source starts. */
export const targets = ['file', 'exec'] as const;
export type Target = (typeof targets)[number];

export const mismatches = ['memory-size', 'capability', 'device-state'] as const;

/** `device-state`: a byte of it is damaged on the way. */
export type Mismatch = (typeof mismatches)[number];

/** An operation of the guest, and how far the migration must have come before it begins. */
export type GuestOperation = GuestDeed & {
  /** How many items must have passed on the main channel. */
  readonly after: number;
  /** How many of these items must be records of the operation's page. */
  readonly sent: number;
};

export type GuestDeed =
  /** `word`: one store of 32 bits; `fill`: every word of the page; `zero`: every word, with zeros. */
  | { readonly kind: 'word' | 'fill' | 'zero'; readonly page: number }
  | { readonly kind: 'read'; readonly page: number }
  /** Writes `pages` consecutive pages of memory, from `page` on, until it is told to stop. */
  | { readonly kind: 'loop'; readonly page: number; readonly pages: number };

export const operatorCommands = [
  'migrate',
  'start-postcopy',
  'cancel',
  /** Goes on with a migration that has paused before the switch-over. */
  'continue',
  /** Pauses postcopy by command (`migrate-pause`), at `host`. */
  'pause',
  /** Polls until QEMU has slowed the guest down. */
  'await-throttle',
  /** Changes migration parameters while the migration is under way. */
  'throttle',
  /**
   * Holds every channel until the source cannot write any more; then forwards the items held at the step's
   * landmark before all others. With `link`, holds only that part for `ms`, while everything else goes on.
   */
  'hold',
  /** The hosts lose their connections, or the part `link` of them. */
  'cut',
  'recover',
  /** Asks both monitors for an answer while everything stands still. */
  'probe',
  /** Asks `host` to quit. */
  'quit',
  /** Kills `host`, as a machine that loses power would. */
  'kill',
  /** Continues the guest at the source, whatever the state of the destination. */
  'continue-source',
] as const;

export type OperatorCommand = (typeof operatorCommands)[number];

export interface OperatorStep {
  readonly command: OperatorCommand;
  /** How many items must have passed on the main channel of this attempt. */
  readonly after: number;
  /**
   * A landmark that the migration must have reached as well. Until the step is taken, the item at a `held`
   * landmark stays held; after a `passed` landmark, everything is held.
   */
  readonly at?: Landmark | undefined;
  /**
   * The source's migration status in which the step is taken, like `device`: once it is reached, everything is
   * held until then. `any` is any status. If absent, the statuses in which the command is usual.
   */
  readonly status?: string | undefined;
  /** For `throttle`: the arguments of `migrate-set-parameters`. */
  readonly parameters?: Readonly<Record<string, number>> | undefined;
  /** For `cut` and `hold`: what is meant; everything if absent. */
  readonly link?: LinkPart | undefined;
  /** For `hold` with `link`: how long. */
  readonly ms?: number | undefined;
  /** For `pause`, `quit` and `kill`: whose. */
  readonly host?: HostName | undefined;
  /** For `migrate` and `recover`: nobody listens at the address. */
  readonly isMisaddressed?: boolean | undefined;
}

/** Items that mark how far a migration has come; `end` is the last one of the main channel. */
export const landmarkItems = [
  'header',
  'configuration',
  'blocks',
  'advise',
  'discard',
  'package',
  'opaque',
  'command',
  'request',
  'pong',
  'received-bitmap',
  'resume-ack',
  'switchover-ack',
  'end',
  'shut',
] as const;

/** `held`: such an item is the next to pass on its channel. `passed`: such an item has passed. */
export interface Landmark {
  readonly item: (typeof landmarkItems)[number];
  readonly is: 'held' | 'passed';
}

/** A step's `status` that every status fulfils. */
export const ANY_STATUS = 'any';

export const TARGET_PAGE_BYTES = 4096;

/** The capability with which the source saves the memory of one moment, while its guest goes on. */
export const SNAPSHOT = 'background-snapshot';

export function targetOf({
  target,
  capabilities,
}: Pick<QemuScenario, 'target' | 'capabilities'>): Target | undefined {
  return target ?? (capabilities.includes('mapped-ram') ? 'file' : undefined);
}
