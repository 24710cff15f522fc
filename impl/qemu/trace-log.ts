/**
 * QEMU's own trace events, parsed from its log. Up to 10.0 a line is `thread@seconds.microseconds:name
 * arguments`. From 10.1 on a line is `2026-01-31T10:20:30.123456Z name arguments`, and only the name of the
 * file tells the thread. If QEMU was not told to stamp its messages, a line is `name arguments`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAtLeast } from './version.ts';

export interface TraceEvent {
  /** Undefined where the log does not say. */
  readonly thread: number | undefined;
  /** Microseconds since 1970; undefined where the log does not say. */
  readonly us: number | undefined;
  readonly name: string;
  readonly args: string;
}

const WITH_THREAD =
  /^(?<thread>\d+)@(?<seconds>\d+)\.(?<fraction>\d{6}):(?<name>\w+)(?: (?<args>.*))?$/;
/** The fraction is optional: a whole second has none. */
const WITH_DATE =
  /^(?<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,6}))?Z (?<name>\w+)(?: (?<args>.*))?$/;
/** Event names consist of several words; most other lines of a log begin differently. */
const BARE = /^(?<name>[a-z][a-z0-9]*(?:_\w+)+)(?: (?<args>.*))?$/;

/**
 * Leaves out lines that are not trace events, and a last line that its writer could not finish. If any line
 * of the log has a time, lines without one are left out too.
 */
export function parseTraceLog(text: string): readonly TraceEvent[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const timed = lines.flatMap((line) => timedEvent(line) ?? []);
  return timed.length > 0 ? timed : lines.flatMap((line) => bareEvent(line) ?? []);
}

function timedEvent(line: string): TraceEvent | undefined {
  const groups = (WITH_THREAD.exec(line) ?? WITH_DATE.exec(line))?.groups;
  if (groups === undefined) return undefined;
  const { thread, seconds, date, fraction = '', name = '', args = '' } = groups;
  const whole = date === undefined ? Number(seconds) : secondsSince1970(date);
  const us = whole * 1e6 + Number(fraction.padEnd(6, '0'));
  return { thread: thread === undefined ? undefined : Number(thread), us, name, args };
}

/** @param date - like `2026-01-31T10:20:30` */
function secondsSince1970(date: string): number {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = date
    .split(/\D/)
    .map(Number);
  // In a year that begins in March, the leap day is the last day.
  const monthsSinceMarch = (month + 9) % 12;
  const marchYear = month < 3 ? year - 1 : year;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * monthsSinceMarch + 2) / 5) + day - 1;
  const days = marchYear * 365 + leapDays + dayOfYear - DAYS_BEFORE_1970;
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** Days from 1 March of the year 0 to 1 January 1970. */
const DAYS_BEFORE_1970 = 719_468;

function bareEvent(line: string): TraceEvent | undefined {
  const groups = BARE.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const { name = '', args = '' } = groups;
  return { thread: undefined, us: undefined, name, args };
}

/** Options that make QEMU log its trace events with time and thread, in this file or in files beside it. */
export function traceLogOptions(version: string, file: string): readonly string[] {
  const perThread = isAtLeast(version, '10.1') ? ['-d', 'tid', '-D', `${file}.%d`] : ['-D', file];
  return [...perThread, '-msg', 'timestamp=on'];
}

/** Reads the log that QEMU writes with these options: in order within a thread, by time across threads. */
export function readTraceLog(file: string): readonly TraceEvent[] {
  const logs = logFilesOf(file).map(({ path, thread }) => {
    const events = parseTraceLog(readText(path));
    return events.map((event) => ({ ...event, thread: event.thread ?? thread }));
  });
  const [only] = logs;
  if (only !== undefined && logs.length === 1) return only;
  return logs.flat().toSorted((one, other) => (one.us ?? 0) - (other.us ?? 0));
}

export interface LogFile {
  readonly path: string;
  /** Undefined for a file of all threads. */
  readonly thread: number | undefined;
}

/** @returns the files of which the log of this name consists, in the order of their names */
export function logFilesOf(file: string): readonly LogFile[] {
  const own = basename(file);
  return listFolder(dirname(file)).flatMap((name): readonly LogFile[] => {
    const path = join(dirname(file), name);
    if (name === own) return [{ path, thread: undefined }];
    const thread = name.startsWith(`${own}.`) ? name.slice(own.length + 1) : '';
    return /^\d+$/.test(thread) ? [{ path, thread: Number(thread) }] : [];
  });
}

/** A process that was killed may have left no log. */
function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
