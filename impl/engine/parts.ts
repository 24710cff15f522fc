/** The shared objects of one engine, on which its threads work. */
import type { GuestProgram } from '../guest-program.ts';
import type { Shared } from '../runtime/shared.ts';
import type { Tick } from '../runtime/tick.ts';
import type { TickKind } from '../scenario.ts';
import type { Incoming } from './destination/incoming.ts';
import type { Source } from './source/source.ts';

export interface EngineParts {
  readonly shared: Shared;
  readonly program: GuestProgram;
  readonly source: Source;
  readonly incoming: Incoming;
  readonly ticks: Readonly<Record<TickKind, Tick>>;
  /** RAM address of each page, by dense index. */
  readonly ramPageOf: readonly number[];
}
