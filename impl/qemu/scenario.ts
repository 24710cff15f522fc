/**
 * Everything about a migration of real QEMU that is not a choice of the strategy and not QEMU's own:
 * plain data, so that it can be drawn, shrunk, stored and run again.
 */

export const machines = ['q35', 'pc', 'microvm'] as const;
export type MachineName = (typeof machines)[number];

export interface QemuScenario {
  /** The family that it was drawn from. */
  readonly name: string;
  readonly machine: MachineName;
  readonly memoryMiB: number;
  /** Memory is in huge pages of 2 MiB: host pages are 512 target pages. */
  readonly hugePages: boolean;
  /** Memory begins as anything but zeros, so that the source has to wait while its records are held. */
  readonly isFilled: boolean;
  /** Switched on at both ends, beside `events`. */
  readonly capabilities: readonly string[];
  /** As `migrate-set-parameters` takes them, at the source. */
  readonly parameters: Readonly<Record<string, number>>;
  /**
   * Target pages that the guest program is about, by their number in guest memory. Operations name
   * them by their position here. Each has one writer, so that its contents come in one order.
   */
  readonly pages: readonly number[];
  /** Of these, those that begin as zeros, by position. */
  readonly zeroPages: readonly number[];
  /** What the vCPU does, on whichever host it runs. */
  readonly vcpu: readonly GuestOperation[];
  /** What the device does, on the source while the guest runs there. */
  readonly device: readonly GuestOperation[];
  /** Pages, by position, that a device reads on the destination while the guest runs there. */
  readonly reads: readonly number[];
  readonly operator: readonly OperatorStep[];
  /** How often both monitors are asked whether they are there. */
  readonly probes: number;
  /** Items that go on in one step of a channel. */
  readonly stride: number;
  /** Steps that the strategy decides; after them everything is let through. */
  readonly stepsMax: number;
}

/** What the guest does, and how far the migration has to have come before it does. */
export type GuestOperation = GuestDeed & {
  /** Items that have to have passed on the main channel. */
  readonly after: number;
  /** Records of its page among them. */
  readonly sent: number;
};

export type GuestDeed =
  /** One store of 32 bits; or every word of the page; or the same with zeros. */
  | { readonly kind: 'word' | 'fill' | 'zero'; readonly page: number }
  | { readonly kind: 'read'; readonly page: number }
  /** Writes this and the next pages, which follow each other in memory, until it is told to stop. */
  | { readonly kind: 'loop'; readonly page: number; readonly pages: number };

export const operatorCommands = [
  'migrate',
  'start-postcopy',
  'cancel',
  /** Looks again and again until QEMU has slowed the guest down. */
  'await-throttle',
  /** Changes parameters of the migration while it is under way. */
  'throttle',
  /**
   * Nothing goes on over any channel for so long that the source cannot write on; then, before anything
   * else, what was held where the migration has come to.
   */
  'hold',
  /** Both hosts lose their connections. */
  'cut',
  'recover',
  /** The guest goes on at the source, whatever has become of the destination. */
  'continue-source',
] as const;

export type OperatorCommand = (typeof operatorCommands)[number];

export interface OperatorStep {
  readonly command: OperatorCommand;
  /** Items that have to have passed on the main channel of this attempt. */
  readonly after: number;
  /**
   * Where the migration has to have come to as well. Until the step is taken, what is held there stays
   * where it is; or, if it has passed, everything else does.
   */
  readonly at?: Landmark | undefined;
  /** Of `throttle`: as `migrate-set-parameters` takes them. */
  readonly parameters?: Readonly<Record<string, number>> | undefined;
}

/** Items that mark how far a migration has come; `end` is the last one of the main channel. */
export const landmarkItems = ['package', 'request', 'end', 'shut'] as const;

/** One of these is the next to go on over its channel, or the last has gone on. */
export interface Landmark {
  readonly item: (typeof landmarkItems)[number];
  readonly is: 'held' | 'passed';
}

export const TARGET_PAGE_BYTES = 4096;
