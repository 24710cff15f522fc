/**
 * The mechanisms of which the model is built, and what they are together: every action that there is,
 * what must always be true, and what must not stay so for ever. Of invariants and obligations the
 * first one that is broken is named, so their order is part of what is said here. It is the one list of
 * this room.
 */
import type { ActionKind } from './action.ts';
import type { Configuration } from './configuration.ts';
import type { Size } from './guard.ts';
import type { Invariant } from './invariant.ts';
import type { ActionShape } from './mechanism.ts';
import { backgroundSyncActions } from './mechanisms/background-sync/actions.ts';
import { backgroundSyncConfigurations } from './mechanisms/background-sync/configurations.ts';
import { coreActions } from './mechanisms/core/actions.ts';
import { coreConfigurations } from './mechanisms/core/configurations.ts';
import { coreInvariants } from './mechanisms/core/invariants.ts';
import { guestObligations, pageObligations } from './mechanisms/core/obligations.ts';
import { discardsActions } from './mechanisms/discards/actions.ts';
import { discardsConfigurations } from './mechanisms/discards/configurations.ts';
import { discardsInvariants } from './mechanisms/discards/invariants.ts';
import { hintsActions } from './mechanisms/hints/actions.ts';
import { hintsConfigurations } from './mechanisms/hints/configurations.ts';
import { postcopyActions } from './mechanisms/postcopy/actions.ts';
import { postcopyConfigurations } from './mechanisms/postcopy/configurations.ts';
import { postcopyInvariants } from './mechanisms/postcopy/invariants.ts';
import { postcopyObligations } from './mechanisms/postcopy/obligations.ts';
import { preemptActions } from './mechanisms/preempt/actions.ts';
import { preemptConfigurations } from './mechanisms/preempt/configurations.ts';
import { preemptInvariants } from './mechanisms/preempt/invariants.ts';
import type { Obligation } from './obligation.ts';

export const actions: Readonly<Record<ActionKind, ActionShape>> = {
  ...coreActions,
  ...backgroundSyncActions,
  ...discardsActions,
  ...postcopyActions,
  ...preemptActions,
  ...hintsActions,
};

export const invariants: readonly Invariant[] = [
  ...coreInvariants,
  ...postcopyInvariants,
  ...discardsInvariants,
  ...preemptInvariants,
];

export const obligations: readonly Obligation[] = [
  ...pageObligations,
  ...postcopyObligations,
  ...guestObligations,
];

/** The configurations that are explored exhaustively, by name. */
export const configurations: readonly Configuration[] = [
  ...backgroundSyncConfigurations,
  ...coreConfigurations,
  ...postcopyConfigurations,
  ...preemptConfigurations,
  ...discardsConfigurations,
  ...hintsConfigurations,
];

/** Whether the action concerns one page, and there is one of it for each. */
export function isAboutPage(kind: ActionKind): boolean {
  return actions[kind].per !== 'migration';
}

/** Waiting and placing are for whole host pages, named by their first page. */
export function isForPage(kind: ActionKind, page: number, { hostPageOf }: Size): boolean {
  return actions[kind].per !== 'host page' || hostPageOf[page]?.first === page;
}
