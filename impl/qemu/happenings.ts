/** The observed events of a run, in the order in which the harness saw them. */
import type { WireItem } from '../../traces/wire-reader.ts';
import type { Direction, HostName } from './link-part.ts';
import type { OperatorStep } from './scenario.ts';

export type Actor = 'vcpu' | 'device' | 'reader';

/** Microseconds since 1970, by the clock that QEMU stamps its trace events with. */
export type Microseconds = number;

export type Happening =
  | {
      readonly kind: 'item';
      readonly us: Microseconds;
      readonly attempt: number;
      readonly channel: number;
      readonly direction: Direction;
      readonly item: WireItem;
    }
  | {
      readonly kind: 'event';
      readonly us: Microseconds;
      readonly attempt: number;
      readonly host: HostName;
      readonly event: string;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** The host's process has ended, for any reason. */
  | {
      readonly kind: 'exit';
      readonly us: Microseconds;
      readonly attempt: number;
      readonly host: HostName;
    }
  | OperationHappening
  | {
      readonly kind: 'operator';
      readonly us: Microseconds;
      readonly command: string;
      /** The whole step, with its conditions. */
      readonly step?: OperatorStep;
    }
  /** What a host's monitor says when nothing is under way any more. */
  | {
      readonly kind: 'settled';
      readonly us: Microseconds;
      readonly host: HostName;
      /** From `query-status`, like `running`. */
      readonly runState: string;
      /** From `query-migrate`. */
      readonly migration: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'complaint'; readonly us: Microseconds; readonly complaint: Complaint };

export interface OperationHappening {
  readonly kind: 'operation';
  readonly actor: Actor;
  readonly host: HostName;
  /** Position in the actor's program. */
  readonly index: number;
  readonly begun: Microseconds;
  /** Undefined until the operation is acknowledged as done. */
  acknowledged: Microseconds | undefined;
  /** The first word that a read has found. */
  value: number | undefined;
  /** A device write when the guest may have been stopped: it counts as either done or not done. */
  isAmbiguous: boolean;
  /** The operation is known never to have been done. */
  isLost: boolean;
}

/** An operation that has just begun. */
export function operationBegun(
  what: Pick<OperationHappening, 'actor' | 'host' | 'index' | 'begun'>,
): OperationHappening {
  return {
    kind: 'operation',
    ...what,
    acknowledged: undefined,
    value: undefined,
    isAmbiguous: false,
    isLost: false,
  };
}

/** A failure, whatever the memory looks like at the end. */
export interface Complaint {
  readonly property: 'LIVENESS' | 'OPERATOR' | 'CRASH' | 'FAILED' | 'P6';
  readonly text: string;
}
