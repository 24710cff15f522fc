/**
 * A finding as one Python script for those who build QEMU: it needs nothing of this project, and its exit code is what
 * `git bisect run` understands.
 */
import { chmodSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { printable } from '../../../traces/printable.ts';
import { nameVersions } from '../../../impl/qemu/version.ts';
import { projectRoot } from '../../project-root.ts';
import { writeWhole } from '../../running/files/write-whole.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import { SNAPSHOT, targetOf } from '../../../impl/qemu/scenario.ts';
import type { FindingFile } from './finding-file.ts';
import type { ScheduledStep } from '../run-migration.ts';

const PARTS = [
  'head',
  'loop',
  'stream',
  'relay',
  'host',
  'guest',
  'operator',
  'run',
  'judge',
  'main',
];

/** The letters with which the script names the threads. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['main channel', 'm'],
  ['second channel', 's'],
  ['third channel', 't'],
  ['return path', 'r'],
  ['vcpu', 'v'],
  ['device', 'd'],
  ['reader', 'x'],
  ['operator', 'o'],
  ['monitor', 'p'],
]);

/**
 * The scripts compare two memories, and do not know the moment that a snapshot saves; and how much of a file
 * is there, which a guest that writes in mid-pass waits for, they do not look at.
 */
export function canBeScript(scenario: QemuScenario): boolean {
  const { capabilities, vcpu, device } = scenario;
  const waits = [...vcpu, ...device].some(({ after, sent }) => after > 0 || sent > 0);
  return !capabilities.includes(SNAPSHOT) && !(targetOf(scenario) !== undefined && waits);
}

/**
 * Writes the script as an executable file.
 *
 * @throws BadFile if the finding cannot be a script
 * @throws Error if it cannot be written
 */
export function writeReproducer(finding: FindingFile, file: string): void {
  if (!canBeScript(finding.scenario))
    throw new BadFile(
      'a finding in a background snapshot, or with writes while a file is written, cannot be a script',
    );
  writeWhole(file, reproducerOf(finding, basename(file)));
  chmodSync(file, 0o755);
}

/** @param name - the script's name, for its own description */
export function reproducerOf(
  { qemu, destination, scenario, schedule, problem }: FindingFile,
  name: string,
): string {
  const firmware = readFileSync(join(projectRoot, 'impl', 'qemu', 'guest', 'mailbox.bin'));
  const values: Readonly<Record<string, string>> = {
    TITLE: printable(`QEMU ${nameVersions(qemu, destination)}: ${problem.text}`),
    NAME: printable(name),
    FINDING: literal({ problem, qemu, destination, ...scenario }),
    SCHEDULE: wrap(shorten(schedule).split(' '), ' '),
    FIRMWARE: wrap(deflateSync(firmware, { level: 9 }).toString('base64').split(''), ''),
  };
  return without(PARTS.map(readPart).join('\n\n'), needsOf(scenario, destination)).replaceAll(
    /@([A-Z]+)@/g,
    (whole, key: string) => values[key] ?? whole,
  );
}

function readPart(part: string): string {
  return readFileSync(join(projectRoot, 'properties', 'qemu', 'reproducer', `${part}.py`), 'utf8');
}

/** What a scenario needs, by the names in the parts of the script. */
function needsOf(scenario: QemuScenario, destination: string | undefined): ReadonlySet<string> {
  const { device, hugePages, mismatch, operator, probes, reads, vcpu } = scenario;
  const needs: Readonly<Record<string, boolean>> = {
    device: device.length > 0,
    reads: reads.length > 0,
    probes: probes > 0,
    loop: [...vcpu, ...device].some(({ kind }) => kind === 'loop'),
    misaddressed: operator.some(({ isMisaddressed }) => isMisaddressed === true),
    [hugePages ? 'huge-pages' : 'small-pages']: true,
    [targetOf(scenario) ?? 'sockets']: true,
    [mismatch ?? 'no-mismatch']: true,
    [destination === undefined ? 'one-version' : 'across-versions']: true,
  };
  const names = Object.keys(needs).filter((name) => needs[name] === true);
  return new Set([...names, ...operator.map(({ command }) => command)]);
}

/** Leaves out what stands between `# <one|other>` and `# </one|other>` if neither is needed, and these lines. */
function without(script: string, needs: ReadonlySet<string>): string {
  return script.replaceAll(MARKED, (_, names: string, kept: string) =>
    names.split('|').some((name) => needs.has(name)) ? without(kept, needs) : '',
  );
}

const MARKED = /^ *# <([a-z|-]+)>\n(.*?)^ *# <\/\1>\n/gms;

/**
 * JSON, one field or step a line, that may stand between `r'''` and `'''`: a finding's file is data, and never
 * code.
 */
function literal(value: object): string {
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  const lines = given.map(([key, field]) => {
    const isList = Array.isArray(field) && typeof field[0] === 'object';
    const text = isList
      ? `[\n    ${field.map((one) => JSON.stringify(one)).join(',\n    ')}\n  ]`
      : JSON.stringify(field);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}`.replaceAll("'", String.raw`\u0027`);
}

/** Like `o v M m12 r`: equal steps of a thread are counted, and connecting is a capital letter. */
function shorten(schedule: readonly ScheduledStep[]): string {
  const letters = schedule.map(({ thread, label }) => {
    const letter = LETTERS.get(thread) ?? '';
    return label === 'connect' ? letter.toUpperCase() : letter;
  });
  return [...letters.join('').matchAll(/(.)\1*/g)]
    .map(([run, letter]) => (run.length === 1 ? run : `${letter}${run.length}`))
    .join(' ');
}

const WIDTH = 100;

function wrap(words: readonly string[], between: string): string {
  const lines = [''];
  for (const word of words) {
    const last = lines.length - 1;
    const line = lines[last] as string;
    if (line.length + word.length > WIDTH) lines.push(word);
    else lines[last] = line === '' ? word : `${line}${between}${word}`;
  }
  return lines.join('\n');
}
