/**
 * Rules about the text of the sources, which neither the compiler nor the linter checks. Each complaint
 * is one line, like `model/state.ts:12: Math.random: random numbers are passed in as an argument`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root.ts';

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const rooms = ['model', 'impl', 'traces', 'properties'] as const;

interface Ban {
  readonly what: RegExp;
  readonly why: string;
  /** The paths to which the ban applies. */
  readonly where: RegExp;
}

/** The core leaves out the trace page and the code for QEMU, which do not control order and time. */
const CORE = /^(?:model|impl(?!\/qemu)|traces(?!\/viewer))\//;
const ANYWHERE = /^/;

const bans: readonly Ban[] = [
  { where: CORE, what: /\bMath\.random\b/, why: 'random numbers are passed in as an argument' },
  {
    where: CORE,
    what: /\b(?:Date|performance|hrtime)\b\s*[.(]/,
    why: 'time is passed in as an argument',
  },
  {
    where: CORE,
    what: /(?<!')\b(?:async|await|Promise|queueMicrotask)\b/,
    why: 'the order of steps is passed in as an argument',
  },
  {
    where: CORE,
    what: /\bset(?:Timeout|Interval|Immediate)\b/,
    why: 'the order of steps is passed in as an argument',
  },
  {
    where: CORE,
    what: /\b(?:localeCompare|toLocale\w*|Intl)\b/,
    why: 'a run must not depend on the locale',
  },
  {
    where: CORE,
    what: /\bglobalThis\b|\beval\(|\bimport\(/,
    why: 'it bypasses the walls between rooms',
  },
  {
    where: /^model\//,
    what: /from '(?:\.\.\/)+(?:impl|traces|properties)\//,
    why: 'model imports no other room',
  },
  {
    // What drives real QEMU is not the engine: it may know the type of a stream's items.
    where: /^impl\/(?!qemu\/(?:gate|relay|happenings)\.ts)/,
    what: /from '(?:\.\.\/)+(?:model|traces|properties)\//,
    why: 'impl imports no other room',
  },
  {
    where: /^impl\/(?:runtime|engine)\//,
    what: /from '(?:\.\.\/)+rig\//,
    why: 'the engine must not import what drives it',
  },
  {
    where: /^traces\//,
    what: /from '(?:\.\.\/)+(?:model|impl|properties)\//,
    why: 'traces imports no other room',
  },
  {
    where: /^(?:model|impl)\//,
    what: /from '(?!\.|node:)/,
    why: 'the core uses no packages',
  },
  { where: CORE, what: /from 'node:/, why: 'the core uses no modules of Node' },
  {
    where: /^properties\/(?!tooling\/)/,
    what: /\bseedrandom\(\)/,
    why: 'without an argument it seeds itself',
  },
  {
    where: ANYWHERE,
    what: /@ts-(?:ignore|nocheck|expect-error)/,
    why: 'fix what the compiler reports',
  },
  {
    where: ANYWHERE,
    what: /\b(?:it|test|describe)\.(?:skip|only|todo)\b/,
    why: 'a test that does not run',
  },
  { where: ANYWHERE, what: /\b(?:TODO|FIXME|XXX|HACK)\b/, why: 'do it now, or file an issue' },
  {
    where: ANYWHERE,
    what: /["'`(](?:\/home\/|\/root\/|\/Users\/|C:\\)/,
    why: 'a path that exists on one machine only',
  },
];

/** A limit for lines that the formatter cannot break, such as long strings. */
const LINE_MAX = 120;

/** @returns one line for each breach, in order */
export function tidy({ path, text }: SourceFile): readonly string[] {
  const complaints: string[] = [];
  const lines = text.split('\n');
  const isHeaded = /^(?:#!.*\n)?\/\*\*/.test(text);
  if (!isHeaded) complaints.push(`${path}:1: does not say what it is for`);
  // The table of bans is the only place that may name what is banned.
  const applicable = path.endsWith('/tidy.ts') ? [] : bans.filter(({ where }) => where.test(path));
  lines.forEach((line, index) => {
    const at = `${path}:${index + 1}`;
    if (line.length > LINE_MAX) complaints.push(`${at}: ${line.length} characters`);
    if (isComment(line)) return;
    for (const { what, why } of applicable) {
      const [found] = what.exec(line) ?? [];
      if (found !== undefined) complaints.push(`${at}: ${found.trim()}: ${why}`);
    }
  });
  return complaints;
}

/** Every source file of the four rooms. */
export function readSources(): readonly SourceFile[] {
  return rooms.flatMap((room) =>
    readdirSync(join(projectRoot, room), { recursive: true, encoding: 'utf8' })
      .map((file) => `${room}/${file.replaceAll('\\', '/')}`)
      .filter((path) => /\.(?:tsx?|js)$/.test(path))
      .toSorted()
      .map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') })),
  );
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*)/.test(line);
}
