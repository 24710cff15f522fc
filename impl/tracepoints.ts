/**
 * The events that a system announces while it runs. Where QEMU has a trace event for the same moment, the
 * name is QEMU's; the others are named in the same style. A page is the dense index of a target page
 * over all blocks, in block order; a version identifies the content of a page, as in `PageMemory`.
 */
import type { ChannelOf, MechanismName } from './mechanisms.ts';
import { mechanisms } from './mechanisms.ts';

/** Integers per event: the tracepoint and three arguments. */
export const TRACEPOINT_STRIDE = 4;

type Tracepoints = {
  [Name in MechanismName]: (typeof mechanisms)[Name]['tracepoints'][number];
}[MechanismName];

/** The tracepoints of all mechanisms and the names of their arguments, by number. */
export const tracepoints: readonly Tracepoints[] = Object.values(mechanisms).flatMap(
  (one): readonly Tracepoints[] => one.tracepoints,
);

export type TracepointName = Tracepoints['name'];
/** A tracepoint by number: its index in `tracepoints`. */
export type Tracepoint = number;

/** The number of each tracepoint. */
export const tracepoint: Readonly<Record<TracepointName, Tracepoint>> = numbersOf(
  tracepoints.map(({ name }) => name),
);

/** `MigrationStatus` as QEMU's management interface spells it; a tracepoint carries the index. */
export const migrationStatuses = [
  'none',
  'setup',
  'active',
  'device',
  'postcopy-active',
  'postcopy-paused',
  'completed',
  'cancelling',
  'cancelled',
  'failed',
  'postcopy-recover-setup',
  'postcopy-recover',
  'postcopy-device',
  'failing',
] as const;
export type MigrationStatus = (typeof migrationStatuses)[number];
/** The number of each status. */
export const migrationStatus: Readonly<Record<MigrationStatus, number>> =
  numbersOf(migrationStatuses);

/** The kinds of sync of the dirty bitmap; a tracepoint carries the index. */
export const syncKinds = ['legacy-iteration', 'background', 'modern-iteration'] as const;
export type SyncKind = (typeof syncKinds)[number];

/** The connections that carry pages; a tracepoint carries the index. */
export const channels: readonly ChannelName[] = Object.values(mechanisms).flatMap(
  (one): readonly ChannelName[] => one.channels,
);
export type ChannelName = ChannelOf<MechanismName>;
/** The number of each connection. */
export const channel: Readonly<Record<ChannelName, number>> = numbersOf(channels);

/** The hosts; a tracepoint carries the index. */
export const hosts = ['source', 'destination'] as const;
export type Host = (typeof hosts)[number];
/** The number of each host. */
export const host: Readonly<Record<Host, number>> = numbersOf(hosts);

function numbersOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
}
