/** The mechanisms that a stored scenario may use: the only list of mechanisms in this room. */
import { backgroundSync } from './mechanisms/background-sync.ts';
import type { BackgroundSyncFields, BackgroundSyncTick } from './mechanisms/background-sync.ts';
import { core } from './mechanisms/core.ts';
import type { CoreBlock, CoreFields, CoreMoment, CoreTick } from './mechanisms/core.ts';
import { discards } from './mechanisms/discards.ts';
import type { DiscardsBlock } from './mechanisms/discards.ts';
import { ends } from './mechanisms/ends.ts';
import type { EndsFields, EndsTick } from './mechanisms/ends.ts';
import { hints } from './mechanisms/hints.ts';
import type { HintsFields } from './mechanisms/hints.ts';
import { postcopy } from './mechanisms/postcopy.ts';
import type { PostcopyFields, PostcopyMoment, PostcopyTick } from './mechanisms/postcopy.ts';
import { preempt } from './mechanisms/preempt.ts';
import type { PreemptFields, PreemptMoment, PreemptTick } from './mechanisms/preempt.ts';
import { recovery } from './mechanisms/recovery.ts';
import type { RecoveryFields, RecoveryMoment, RecoveryTick } from './mechanisms/recovery.ts';
import { userfaultfd } from './mechanisms/userfaultfd.ts';
import type { UserfaultfdFields, UserfaultfdTick } from './mechanisms/userfaultfd.ts';
import type { Schemas, StoredMechanism } from './mechanism.ts';

/** A scenario as stored; the engine's own `Scenario` says what each field means. */
export interface StoredScenario
  extends
    CoreFields,
    BackgroundSyncFields,
    PostcopyFields,
    PreemptFields,
    HintsFields,
    RecoveryFields,
    UserfaultfdFields,
    EndsFields {
  readonly blocks: readonly StoredBlock[];
  readonly ticks: readonly StoredTick[];
}

export interface StoredBlock extends CoreBlock, DiscardsBlock {}

export interface StoredTick {
  readonly kind: TickKind;
  readonly after: number;
  readonly since?: Moment | undefined;
  readonly salt?: number | undefined;
}

type TickKind =
  | CoreTick
  | BackgroundSyncTick
  | PostcopyTick
  | PreemptTick
  | RecoveryTick
  | UserfaultfdTick
  | EndsTick;
type Moment = CoreMoment | PostcopyMoment | PreemptMoment | RecoveryMoment;

export const fields: Schemas<Omit<StoredScenario, 'blocks' | 'ticks'>> = {
  ...core.fields,
  ...backgroundSync.fields,
  ...postcopy.fields,
  ...preempt.fields,
  ...hints.fields,
  ...recovery.fields,
  ...userfaultfd.fields,
  ...ends.fields,
};

export const blockFields: Schemas<StoredBlock> = { ...core.blockFields, ...discards.blockFields };

type Stored = Pick<
  StoredMechanism<unknown, unknown, StoredScenario, TickKind, Moment>,
  'ticks' | 'moments' | 'complaints'
>;

/** In the order in which their complaints are reported. */
export const mechanisms: readonly Stored[] = [
  core,
  backgroundSync,
  discards,
  postcopy,
  preempt,
  hints,
  recovery,
  userfaultfd,
  ends,
];
