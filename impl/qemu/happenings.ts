/** What a run was seen to do, in the order in which the harness saw it. */
import type { Piece } from './gate.ts';
import type { Direction } from './relay.ts';

export type HostName = 'source' | 'destination';
export type Actor = 'vcpu' | 'device' | 'reader';

/** Microseconds since 1970, by the clock that QEMU stamps its trace events with. */
export type Microseconds = number;

export type Happening<Item extends Piece> =
  | {
      readonly kind: 'item';
      readonly us: Microseconds;
      readonly attempt: number;
      readonly channel: number;
      readonly direction: Direction;
      readonly item: Item;
    }
  | {
      readonly kind: 'event';
      readonly us: Microseconds;
      readonly attempt: number;
      readonly host: HostName;
      readonly event: string;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** The host's process has ended, by whatever hand. */
  | {
      readonly kind: 'exit';
      readonly us: Microseconds;
      readonly attempt: number;
      readonly host: HostName;
    }
  | OperationHappening
  | { readonly kind: 'operator'; readonly us: Microseconds; readonly command: string }
  | { readonly kind: 'complaint'; readonly us: Microseconds; readonly complaint: Complaint };

export interface OperationHappening {
  readonly kind: 'operation';
  readonly actor: Actor;
  readonly host: HostName;
  /** Position in the actor's program. */
  readonly index: number;
  readonly begun: Microseconds;
  /** Undefined as long as nobody has said that it is done. */
  acknowledged: Microseconds | undefined;
  /** What a read has found in the first word. */
  value: number | undefined;
  /** A device wrote while the guest may have been stopped: before the end, or after it. */
  isAmbiguous: boolean;
  /** It is known never to have been done. */
  isLost: boolean;
}

/** Something that must not happen, whatever the memory looks like in the end. */
export interface Complaint {
  readonly property: 'LIVENESS' | 'CRASH' | 'FAILED' | 'P6';
  readonly text: string;
}
