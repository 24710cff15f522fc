/** Judges a migration by logs and captures alone, and says what it could not judge. */
import type { QemuEvent } from '../../../../traces/recording-file.ts';
import { attemptsOf } from '../attempt.ts';
import { isOfRam, newMigrationState } from '../qemu-log.ts';
import { whereOf } from '../source-steps.ts';
import { describeValidation, validateAttempts } from '../validate.ts';
import type { Rejected } from '../verdict.ts';
import { breach } from '../verdict.ts';
import { eventsOf, makeRawRecording } from './raw-recording.ts';
import type { Capture } from './read-capture.ts';
import type { ReadLog } from './read-log.ts';
import { checkStatuses } from './status-order.ts';

export interface RawValidation {
  /** `not-understood`: nothing is wrong, but a part of the input could not be judged at all. */
  readonly verdict: 'accepted' | 'rejected' | 'not-understood';
  readonly rejected?: Rejected;
  readonly judged: readonly string[];
  readonly notJudged: readonly string[];
}

interface Judging {
  rejected: Rejected | undefined;
  readonly judged: string[];
  readonly notJudged: string[];
  /** A log or capture is incomplete, or says nothing. */
  isShort: boolean;
}

export function validateRaw(logs: readonly ReadLog[], captures: readonly Capture[]): RawValidation {
  const judging: Judging = { rejected: undefined, judged: [], notJudged: [], isShort: false };
  for (const capture of captures) judgeGrammar(judging, capture);
  for (const log of logs) judgeStatuses(judging, log);
  judgePages(judging, logs, captures);
  judging.notJudged.push('the content of pages: what the guest did is not recorded');
  const { rejected, judged, notJudged, isShort } = judging;
  if (rejected !== undefined) return { verdict: 'rejected', rejected, judged, notJudged };
  return { verdict: isShort ? 'not-understood' : 'accepted', judged, notJudged };
}

export function describeRaw({ verdict, rejected, judged, notJudged }: RawValidation): string {
  const head =
    rejected === undefined
      ? verdict === 'accepted'
        ? 'accepted, as far as it can be judged'
        : 'not validated: something could not be judged'
      : describeValidation(rejected);
  return [
    head,
    ...judged.map((what) => `  judged: ${what}`),
    ...notJudged.map((what) => `  not judged: ${what}`),
  ].join('\n');
}

function judgeGrammar(
  judging: Judging,
  { file, channel, records, complaint, unread }: Capture,
): void {
  if (complaint !== undefined)
    judging.rejected ??= breach(file, complaint, 'the stream keeps its grammar');
  if (records > 0 || complaint !== undefined)
    judging.judged.push(`${file}: grammar of the ${channel} channel, ${records} records`);
  const why = unread ?? (records === 0 && complaint === undefined ? 'it is empty' : undefined);
  if (why === undefined) return;
  judging.isShort = true;
  judging.notJudged.push(`${file}: the rest of the stream: ${why}`);
}

function judgeStatuses(judging: Judging, log: ReadLog): void {
  const { count, compared, breach: found } = checkStatuses(eventsOf([log]));
  const of = `${log.file}, the log of the ${log.host}`;
  const why = log.isInOrder
    ? 'the log has no two in a row that are known (migrate_set_state)'
    : 'the log has several files, which do not say when their lines were written';
  if (compared === 0 || !log.isInOrder) {
    judging.isShort = true;
    judging.notJudged.push(`${of}: order of statuses: ${why}`);
    return;
  }
  judging.judged.push(`${of}: order of ${count} statuses`);
  if (found === undefined) return;
  const { event, status, guard } = found;
  judging.rejected ??= breach(whereOf(event), status, guard);
}

/** Judges syncs, sections, switch-over and completion with each page's records, by the model. */
function judgePages(
  judging: Judging,
  logs: readonly ReadLog[],
  captures: readonly Capture[],
): void {
  const why = judgePagesOr(judging, logs, captures);
  if (why === undefined) return;
  judging.notJudged.push(`page by page: ${why}`);
  // Logs alone, or streams alone, are judged as far as they go; together they are there to be compared.
  const areTogether =
    logs.some(({ host }) => host === 'source') &&
    captures.some(({ channel }) => channel === 'main');
  if (areTogether) judging.isShort = true;
}

/** @returns why pages cannot be judged, if so */
function judgePagesOr(
  judging: Judging,
  logs: readonly ReadLog[],
  captures: readonly Capture[],
): string | undefined {
  const source = logs.find(({ host }) => host === 'source');
  if (source === undefined) return 'there is no log of the source';
  if (!source.isInOrder) return 'the log of the source has several files without times';
  if (captures.some(({ unread, complaint }) => unread !== undefined || complaint !== undefined))
    return 'a stream is incomplete';
  const destination = logs.find(({ host }) => host === 'destination');
  const isComparable = source.isTimed && destination?.isTimed === true;
  if (destination !== undefined && !isComparable)
    judging.notJudged.push('both hosts together: a log does not say when its lines were written');
  const used = isComparable && destination !== undefined ? [source, destination] : [source];
  const recording = makeRawRecording(used, captures);
  if (typeof recording === 'string') return recording;
  const missing = missingFrom(recording.events);
  if (missing !== undefined) return missing;
  const attempts = attemptsOf(recording);
  if (attempts.length !== 1) return `the log of the source has ${attempts.length} migrations`;
  const validation = validateAttempts(recording, attempts);
  if (validation.verdict === 'not-understood') return validation.why;
  if (validation.verdict === 'rejected') {
    if (validation.mismatch !== undefined) return `log and stream differ: ${validation.mismatch}`;
    judging.rejected ??= validation;
  }
  const steps = validation.verdict === 'accepted' ? ` ${validation.steps} steps of` : '';
  judging.judged.push(`page by page:${steps} ${pagesIn(recording.blocks)} pages`);
  if (!captures.some(({ channel }) => channel === 'return-path'))
    judging.notJudged.push('the page requests: there is no capture of the return path');
  if (used.length < 2)
    judging.notJudged.push('the steps of the destination: there is no log of it');
  else judging.judged.push('both hosts together, taking the times in their logs as one clock');
  return undefined;
}

function pagesIn(blocks: readonly { readonly pages: number }[]): number {
  return blocks.reduce((sum, { pages }) => sum + pages, 0);
}

/** @returns what the log lacks for a verdict on pages, if anything */
function missingFrom(events: readonly QemuEvent[]): string | undefined {
  const source = events.filter(({ host }) => host === 'source');
  const has = (test: (event: QemuEvent) => boolean): boolean => source.some(test);
  const isStatus = (event: QemuEvent, status: string): boolean =>
    newMigrationState(event) === status;
  if (!has((one) => one.name.startsWith('savevm_section_') && isOfRam(one)))
    return 'the log of the source has no section of RAM (savevm_section_*)';
  if (!has(({ name }) => name === 'migration_bitmap_sync_start'))
    return 'the log of the source has no sync (migration_bitmap_sync_*)';
  if (!has(({ name }) => name === 'runstate_set'))
    return 'the log of the source does not say when the guest was stopped (runstate_set)';
  if (!has((one) => isStatus(one, 'completed')))
    return 'the log of the source has no migration that has completed';
  if (has((one) => isStatus(one, 'postcopy-paused'))) return 'the link has dropped in postcopy';
  if (!has((one) => isStatus(one, 'postcopy-active'))) return undefined;
  return events.length === source.length
    ? 'the migration has switched over to postcopy, but there is no log of the destination'
    : undefined;
}
