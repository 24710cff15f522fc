/**
 * The mechanisms of the engine: the only list of them in this room. Each mechanism names its own parts in
 * its vocabulary; this file merges the vocabularies.
 */
import { ends } from './engine/mechanisms/ends/vocabulary.ts';
import type { EndsFields } from './engine/mechanisms/ends/vocabulary.ts';
import { backgroundSync } from './engine/mechanisms/background-sync/vocabulary.ts';
import type { BackgroundSyncFields } from './engine/mechanisms/background-sync/vocabulary.ts';
import { core } from './engine/mechanisms/core/vocabulary.ts';
import type { CoreFields } from './engine/mechanisms/core/vocabulary.ts';
import { discards, plainestDiscards } from './engine/mechanisms/discards/vocabulary.ts';
import type { DiscardsBlock } from './engine/mechanisms/discards/vocabulary.ts';
import { hints } from './engine/mechanisms/hints/vocabulary.ts';
import type { HintsFields } from './engine/mechanisms/hints/vocabulary.ts';
import { postcopy } from './engine/mechanisms/postcopy/vocabulary.ts';
import type { PostcopyFields } from './engine/mechanisms/postcopy/vocabulary.ts';
import { preempt } from './engine/mechanisms/preempt/vocabulary.ts';
import type { PreemptFields } from './engine/mechanisms/preempt/vocabulary.ts';
import { recovery } from './engine/mechanisms/recovery/vocabulary.ts';
import type { RecoveryFields } from './engine/mechanisms/recovery/vocabulary.ts';
import { userfaultfd } from './engine/mechanisms/userfaultfd/vocabulary.ts';
import type { UserfaultfdFields } from './engine/mechanisms/userfaultfd/vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

export const mechanisms: {
  readonly core: typeof core;
  readonly 'background-sync': typeof backgroundSync;
  readonly discards: typeof discards;
  readonly postcopy: typeof postcopy;
  readonly preempt: typeof preempt;
  readonly hints: typeof hints;
  readonly recovery: typeof recovery;
  readonly userfaultfd: typeof userfaultfd;
  readonly ends: typeof ends;
} = {
  core,
  'background-sync': backgroundSync,
  discards,
  postcopy,
  preempt,
  hints,
  recovery,
  userfaultfd,
  ends,
};

export type MechanismName = keyof typeof mechanisms;
type Mechanisms = typeof mechanisms;

/** The tracepoints, channels, page records, ticks, moments and mutexes of one mechanism. */
export type TracepointOf<Name extends MechanismName> =
  Mechanisms[Name]['tracepoints'][number]['name'];
export type ChannelOf<Name extends MechanismName> = Mechanisms[Name]['channels'][number];
export type RecordOf<Name extends MechanismName> = KeysOf<Name, 'records'>;
export type TickOf<Name extends MechanismName> = KeysOf<Name, 'ticks'>;
export type MomentOf<Name extends MechanismName> = Mechanisms[Name]['moments'][number];
export type MutexOf<Name extends MechanismName> = KeysOf<Name, 'mutexes'>;

type KeysOf<
  Name extends MechanismName,
  Part extends 'records' | 'ticks' | 'mutexes',
> = Name extends MechanismName ? keyof Mechanisms[Name][Part] : never;

/** The fields that all mechanisms add to a scenario. */
export interface ScenarioFields
  extends
    CoreFields,
    BackgroundSyncFields,
    PostcopyFields,
    PreemptFields,
    HintsFields,
    RecoveryFields,
    UserfaultfdFields,
    EndsFields {}

export const plainestFields: ScenarioFields = {
  ...core.plainest,
  ...backgroundSync.plainest,
  ...postcopy.plainest,
  ...preempt.plainest,
  ...hints.plainest,
  ...recovery.plainest,
  ...userfaultfd.plainest,
  ...ends.plainest,
};

/** The fields that all mechanisms add to a block. */
export interface BlockFields extends DiscardsBlock {}

export const plainestBlockFields: BlockFields = plainestDiscards;

/** The bit of each page record in `Views.pageBits`, and of each mutex in a footprint. */
export const pageBit: Readonly<Record<RecordOf<MechanismName>, number>> = together('records');
export const mutexBit: Readonly<Record<MutexOf<MechanismName>, number>> = together('mutexes');
/** The display name of each kind of tick. */
export const tickNames: Readonly<Record<TickOf<MechanismName>, string>> = together('ticks');

/** Where each thread runs, by name; the guest's threads are named after their host. */
const placesByName: Readonly<Record<string, ThreadPlace>> = Object.assign(
  {},
  ...Object.values(mechanisms).map(({ threads }) => threads),
);
export type ThreadPlace = 'source' | 'destination' | 'outside';

/** Where the thread with this name runs: `vcpu0`, `vcpu0 on destination`, `operator`, ... */
export function placeOfThread(name: string): ThreadPlace {
  return placesByName[name] ?? (name.endsWith(ON_DESTINATION) ? 'destination' : 'source');
}

/** Follows the name of an actor of the guest, as the destination runs it. */
export const ON_DESTINATION = ' on destination';

function together<Value, Part extends 'records' | 'ticks' | 'mutexes'>(
  part: Part,
): Readonly<Record<KeysOf<MechanismName, Part>, Value>> {
  return Object.assign({}, ...Object.values(mechanisms).map((one) => one[part]));
}

/** The vocabulary of each mechanism, in the order of `mechanisms`. */
export const vocabularies: readonly Vocabulary[] = Object.values(mechanisms);
