/**
 * The mechanisms that make up the model, merged: all actions, all invariants (what must always be true)
 * and all obligations (what must not last for ever). A report names the first invariant or obligation
 * that is broken, so their order matters. This is the only list of mechanisms in this room.
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
import { recoveryActions } from './mechanisms/recovery/actions.ts';
import { recoveryConfigurations } from './mechanisms/recovery/configurations.ts';
import { recoveryInvariants } from './mechanisms/recovery/invariants.ts';
import { recoveryObligations } from './mechanisms/recovery/obligations.ts';
import type { Obligation } from './obligation.ts';

export const actions: Readonly<Record<ActionKind, ActionShape>> = {
  ...coreActions,
  ...backgroundSyncActions,
  ...discardsActions,
  ...postcopyActions,
  ...preemptActions,
  ...hintsActions,
  ...recoveryActions,
};

export const invariants: readonly Invariant[] = [
  ...coreInvariants,
  ...postcopyInvariants,
  ...discardsInvariants,
  ...preemptInvariants,
  ...recoveryInvariants,
];

export const obligations: readonly Obligation[] = [
  ...pageObligations,
  ...postcopyObligations,
  ...recoveryObligations,
  ...guestObligations,
];

/** The configurations that are explored exhaustively. */
export const configurations: readonly Configuration[] = [
  ...backgroundSyncConfigurations,
  ...coreConfigurations,
  ...postcopyConfigurations,
  ...preemptConfigurations,
  ...discardsConfigurations,
  ...hintsConfigurations,
  ...recoveryConfigurations,
];

/** Whether there is one action of this kind for each page, or each host page. */
export function isAboutPage(kind: ActionKind): boolean {
  return actions[kind].per !== 'migration';
}

/** Whether the kind has an action for this page: one on a host page is named by the first page. */
export function isForPage(kind: ActionKind, page: number, { hostPageOf }: Size): boolean {
  return actions[kind].per !== 'host page' || hostPageOf[page]?.first === page;
}
