/** The one list of the properties, each of which is a record beside its oracle, in order of gravity. */
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { Objection } from '../lockstep/objections.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyIds } from '../lockstep/property-id.ts';
import { n1Economy } from './craft/n1-economy.ts';
import { n2Search } from './craft/n2-search.ts';
import { n3Decisions } from './craft/n3-decisions.ts';
import { n4Syncs } from './craft/n4-syncs.ts';
import { n5Loading } from './craft/n5-loading.ts';
import { n6Priority } from './craft/n6-priority.ts';
import { end } from './end.ts';
import { g1GuestView } from './g1-guest-view.ts';
import { o1Statuses } from './o1-statuses.ts';
import { p1Coverage } from './p1-coverage.ts';
import { p2Log } from './p2-log.ts';
import { p3ClearDiscipline } from './p3-clear-discipline.ts';
import { p4Count } from './p4-count.ts';
import { p5Lock } from './p5-lock.ts';
import { p6Grammar } from './p6-grammar.ts';
import { q1Frozen } from './postcopy/q1-frozen.ts';
import { q2SwitchOver } from './postcopy/q2-switch-over.ts';
import { q3Partition } from './postcopy/q3-partition.ts';
import { q4Atomicity } from './postcopy/q4-atomicity.ts';
import { q5Placement } from './postcopy/q5-placement.ts';
import { q6ChannelPurity } from './postcopy/q6-channel-purity.ts';
import { q7Requests } from './postcopy/q7-requests.ts';
import { q9SplitBrain } from './postcopy/q9-split-brain.ts';
import type { Property } from './property.ts';
import { rRefinement } from './r-refinement.ts';
import { crash, deadlock, progress } from './whole-run.ts';

export const properties: { readonly [Id in PropertyId]: Property<Id> } = {
  P2: p2Log,
  P3: p3ClearDiscipline,
  P5: p5Lock,
  P1: p1Coverage,
  Q1: q1Frozen,
  Q2: q2SwitchOver,
  Q9: q9SplitBrain,
  Q4: q4Atomicity,
  Q5: q5Placement,
  Q6: q6ChannelPurity,
  END: end,
  G1: g1GuestView,
  DEADLOCK: deadlock,
  CRASH: crash,
  PROGRESS: progress,
  Q3: q3Partition,
  N6: n6Priority,
  Q7: q7Requests,
  O1: o1Statuses,
  P4: p4Count,
  P6: p6Grammar,
  R: rRefinement,
  N5: n5Loading,
  N4: n4Syncs,
  N3: n3Decisions,
  N2: n2Search,
  N1: n1Economy,
};

export const propertyNames: Readonly<Record<PropertyId, string>> = Object.fromEntries(
  propertyIds.map((id) => [id, properties[id].name]),
) as Record<PropertyId, string>;

/** @param name - like `P1 coverage` */
export function propertyNamed(name: string): PropertyId | undefined {
  return propertyIds.find((id) => propertyNames[id] === name);
}

/** Where to look first for what was objected to. */
export function hintOf({ property, page }: Pick<Objection, 'property' | 'page'>): string {
  const { hint, hintOfNoPage = hint }: Property = properties[property];
  return page === NO_PAGE ? hintOfNoPage : hint;
}
