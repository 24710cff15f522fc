/**
 * Tells which thread closed a connection, and why: because it could not accept what it received, because
 * another connection was lost, or while the connection was still in use. A dropped link and a cancel are
 * told by their own events.
 */
import { host, migrationStatus } from '../../../impl/tracepoints.ts';
import type { Host, TracepointName } from '../../../impl/tracepoints.ts';
import { placeOfThread } from '../../../impl/mechanisms.ts';
import type { Filmed, Frame } from '../film/frames.ts';
import { standingBefore } from '../film/frames.ts';
import type { Clause } from './wording.ts';

/** Events that tell of a closed connection themselves. */
const TELLS_CLOSING: ReadonlySet<TracepointName> = new Set([
  'loadvm_failed',
  'channel_cut',
  'preempt_channel_cut',
]);

/** The connections that a step closed without an event that tells so. */
export function tellClosings(filmed: Filmed, at: number): readonly Clause[] {
  const frame = filmed.frames[at] as Frame;
  const before = standingBefore(filmed, at);
  const names = new Set(frame.events.map(({ name }) => name));
  if (frame.events.some(({ name }) => TELLS_CLOSING.has(name))) return [];
  const closed = filmed.links.flatMap(({ name }, link) => {
    const was = before.links[link];
    const isClosed = frame.links[link]?.isClosed === true;
    return was === undefined || was.isClosed || !isClosed ? [] : [{ name, lost: was.bytes }];
  });
  if (closed.length === 0) return [];
  const lost = closed.reduce((sum, one) => sum + one.lost, 0);
  // At the end of a migration its connections are closed, which is worth telling only if they were in use.
  if (names.has('migrate_fd_cleanup') && (lost === 0 || !isCompleted(frame))) return [];
  const reason = newComplaint(filmed, at, 'source') ?? newComplaint(filmed, at, 'destination');
  const what = [...new Set(closed.map(({ name }) => nameOfConnection(name)))].join(' and ');
  const isMeant = names.has('migration_cancel');
  const loss = lost === 0 || isMeant ? '' : `, ${lost} bytes lost`;
  const text = `closes ${what}${loss}${reason === undefined ? '' : `: ${reason}`}`;
  const isOrdinary =
    lost === 0 && reason === undefined && placeOfThread(frame.thread) === 'destination';
  return [{ action: isOrdinary ? 'load' : 'control', text }];
}

function isCompleted({ events }: Frame): boolean {
  return events.some(
    ({ name, args }) => name === 'migrate_fd_cleanup' && args[0] === migrationStatus.completed,
  );
}

/** Both directions of the main connection have the same name. */
function nameOfConnection(link: string): string {
  return link === 'preempt channel' ? 'the preempt channel' : 'the connection';
}

/** `loadvm_failed`: the destination refuses what it receives, or has lost the connection. */
export function textOfHangUp(filmed: Filmed, at: number): string {
  const reason = newComplaint(filmed, at, 'destination');
  if (reason === undefined) return 'hangs up';
  return reason.endsWith(IS_LOST)
    ? `hangs up: ${reason}`
    : `refuses what it receives and hangs up: ${reason}`;
}

const IS_LOST = ' is lost';

/** `channel_cut` and `preempt_channel_cut`: the link drops on its own, or a host closes it. */
export function textOfCut(filmed: Filmed, at: number, isPreempt: boolean): string | undefined {
  const frame = filmed.frames[at] as Frame;
  const what = isPreempt ? 'the preempt channel' : 'the connection';
  if (placeOfThread(frame.thread) === 'outside')
    return isPreempt ? `${what} drops` : 'the link drops';
  if (frame.events.some(({ name }) => name === 'loadvm_failed')) return undefined;
  const reason = newComplaint(filmed, at, 'source');
  return `closes ${what}${reason === undefined ? '' : `: ${reason}`}`;
}

/** The complaint of a host, if it is new in this step. */
function newComplaint(filmed: Filmed, at: number, who: Host): string | undefined {
  const number = host[who];
  const now = filmed.frames[at]?.complaints[number];
  return now === standingBefore(filmed, at).complaints[number] ? undefined : now;
}
