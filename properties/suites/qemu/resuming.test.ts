/** Campaigns that were ended go on: nothing is lost, nothing is done twice, and nothing else goes on with them. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import type { JudgedMigration } from '../../qemu/campaign.ts';
import { collectFindings } from '../../qemu/findings/findings.ts';
import type { Entry, Head } from '../../qemu/resuming/entries.ts';
import { parseJournal, printEntry } from '../../qemu/resuming/entries.ts';
import type { Stored } from '../../qemu/resuming/journal-file.ts';
import {
  beginJournal,
  journalIn,
  openJournal,
  readJournal,
} from '../../qemu/resuming/journal-file.ts';
import { drawQemuScenario } from '../../qemu/scenarios/draw-scenario.ts';
import { qemuFamilies } from '../../qemu/scenarios/families.ts';
import type { QemuFamily } from '../../qemu/scenarios/family.ts';
import type { MigrationSummary } from '../../qemu/seek.ts';
import { isExample, summaryOf } from '../../qemu/seek.ts';
import { readRecording } from '../../qemu/validation/read-recording.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { migcheck, temporaryFolder } from '../support/support.ts';

const binary = { path: 'qemu', version: '7.2.22', refuses: new Map<string, string>() };

const head: Head = {
  kind: 'campaign',
  format: 'migcheck-qemu-campaign',
  version: 1,
  build: 'this',
  flags: { seed: 'x', runs: 9, reruns: 1, controls: 0 },
  hugePages: false,
  binaries: [{ version: '7.2.22', refuses: '' }],
};

/** @param wrong - the page that is lost, if any */
function migration(index: number, wrong: string | undefined): JudgedMigration {
  const recording = readRecording(join(projectRoot, 'traces', 'recordings', 'lost-write.json.gz'));
  const family = qemuFamilies[0] as QemuFamily;
  const problem = { property: 'END', text: `${wrong} is old`, writer: 'device' } as const;
  return {
    index,
    drawn: index,
    scenario: drawQemuScenario(makeDraw(`${index}`), family, { hugePages: false }),
    binary,
    schedule: [{ thread: 'operator', label: 'migrate' }],
    judgement: {
      problems: wrong === undefined ? [] : [{ ...problem, pages: [wrong], isStale: true }],
      recording,
      story: [{ at: index, actor: 'operator', text: 'migrate' }],
      isValidated: true,
      notUnderstood: undefined,
    },
    ms: 5,
    ambiguous: 0,
    course: { hasSwitchedOver: false, hasAsked: false, isSlowedDown: false },
  };
}

/** A campaign of nine migrations, of which every other is wrong. @returns its folder */
function campaign(): string {
  const folder = temporaryFolder();
  const onError = (why: string): void => expect.fail(why);
  const journal = openJournal(folder, beginJournal(folder, head), { binaries: [binary], onError });
  const found = collectFindings([]);
  for (let index = 0; index < 9; index++) {
    const run = migration(index, index % 2 === 0 ? undefined : 'm0:300');
    found.add(run);
    journal.ledger.noteMigration(run, summaryOf(run), isExample(run, found.all()));
  }
  journal.ledger.noteSearched();
  journal.close();
  return folder;
}

function restored(folder: string): {
  readonly migrations: readonly MigrationSummary[];
  readonly found: ReturnType<typeof collectFindings>;
  readonly stored: Stored;
} {
  asOfAnotherProcess(folder);
  const stored = readJournal(folder);
  const migrations: MigrationSummary[] = [];
  const found = collectFindings([]);
  const onError = (why: string): void => expect.fail(why);
  const journal = openJournal(folder, stored, { binaries: [binary], onError });
  journal.ledger.done.restore({ migrations, found });
  journal.close();
  return { migrations, found, stored };
}

/** This process is still at work, so the journal of a suite is made one of a process that has ended. */
function asOfAnotherProcess(folder: string): void {
  const path = journalIn(folder);
  const entries = parseJournal(readFileSync(path, 'utf8'), path);
  rewrite(
    folder,
    entries.map((one) => (one.kind === 'begun' ? { ...one, startedAt: '0' } : one)),
  );
}

function rewrite(folder: string, entries: readonly Entry[]): void {
  writeFileSync(journalIn(folder), entries.map((one, line) => printEntry(line, one)).join(''));
}

describe('the journal of a campaign', () => {
  it('gives back each migration, and the findings as they were', () => {
    const { migrations, found } = restored(campaign());
    expect(migrations.map(({ drawn }) => drawn)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(migrations.filter(({ isRight }) => !isRight)).toHaveLength(4);
    const [finding, ...others] = found.all();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ key: '7.2.22 END device', met: 4 });
    const { example } = finding ?? {};
    expect(example?.judgement.story).toEqual([
      { at: example?.index, actor: 'operator', text: 'migrate' },
    ]);
    expect(example?.judgement.recording.format).toBe('migcheck-recording');
    expect(example?.schedule).toEqual([{ thread: 'operator', label: 'migrate' }]);
  });

  it('loses half a line at its end and nothing else, wherever it is cut off', () => {
    const folder = campaign();
    asOfAnotherProcess(folder);
    const path = journalIn(folder);
    const whole = readFileSync(path);
    const all = parseJournal(whole.toString(), path);
    const first = whole.indexOf('\n') + 1;
    for (let bytes = first; bytes <= whole.length; bytes += 211) {
      writeFileSync(path, whole.subarray(0, bytes));
      const complete = whole.subarray(0, bytes).toString().split('\n').length - 1;
      expect(readJournal(folder).entries).toEqual(all.slice(0, complete));
    }
    // What is noted next follows the last complete line.
    writeFileSync(path, whole.subarray(0, whole.length - 7));
    restored(folder);
    const kinds = parseJournal(readFileSync(path, 'utf8'), path).map(({ kind }) => kind);
    expect(kinds.slice(0, -1)).toEqual(all.slice(0, -1).map(({ kind }) => kind));
    expect(kinds.at(-1)).toBe('begun');
  });

  it.each([
    ['a changed digit', (text: string) => text.replace('"ms":5', '"ms":6'), /damaged or edited/],
    ['a missing line', (text: string) => withoutLine(text, 3), /a line is missing or there twice/],
    ['a line that is no JSON', (text: string) => text.replace('\n', '\nx\n'), /line 2: not JSON/],
    ['no campaign', () => printEntry(0, { kind: 'searched' }), /does not begin with a campaign/],
  ])('is refused in one line with %s', (_, damage, why) => {
    const folder = campaign();
    asOfAnotherProcess(folder);
    const path = journalIn(folder);
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    expect(() => readJournal(folder)).toThrow(why);
  });

  it('is refused with a migration that is told twice, or without an example of a finding', () => {
    const folder = campaign();
    asOfAnotherProcess(folder);
    const { entries } = readJournal(folder);
    const again = entries.find(({ kind }) => kind === 'migration') as Entry;
    rewrite(folder, [...entries, again]);
    expect(() => restored(folder)).toThrow(/tells a migration twice/);
    const other = campaign();
    truncateSync(join(dirname(journalIn(other)), '1.recording.json.gz'), 40);
    expect(() => restored(other)).toThrow(/1\.recording\.json\.gz/);
  });

  it('is left alone while a process is at work on it', () => {
    expect(() => readJournal(campaign())).toThrow(
      new RegExp(`process ${process.pid} is still at work`),
    );
  });
});

function withoutLine(text: string, line: number): string {
  return text.split('\n').toSpliced(line, 1).join('\n');
}

describe('qemu --resume', () => {
  const resume = (
    folder: string,
    ...flags: readonly string[]
  ): Promise<{ readonly status: number | null; readonly stderr: string }> =>
    migcheck(['qemu', '--out', folder, '--resume', ...flags]);

  it.each([
    [['--seed', 'y'], '--resume: --seed y: the campaign began with x'],
    [['--runs', '8'], '--resume: --runs 8: the campaign began with 9'],
    [['--writer', 'vcpu'], '--resume: --writer vcpu: the campaign began without --writer'],
    [['--versions', 'all'], '--resume: --versions all: the campaign began without --versions'],
    [[], '--resume: the campaign was run by another build of migcheck'],
  ])('refuses %j in one line', async (flags, why) => {
    const folder = campaign();
    asOfAnotherProcess(folder);
    const { status, stderr } = await resume(folder, ...flags);
    expect({ status, stderr }).toEqual({ status: 2, stderr: `migcheck: ${why}\n` });
  });

  it('needs an unfinished campaign, which is not overwritten without it', async () => {
    const empty = temporaryFolder();
    const none = await resume(empty);
    expect(none).toMatchObject({
      status: 2,
      stderr: `migcheck: --resume: there is no unfinished campaign in ${empty}\n`,
    });
    const folder = campaign();
    const before = readFileSync(journalIn(folder), 'utf8');
    const { status, stderr } = await migcheck(['qemu', '--out', folder]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^migcheck: --out .*: holds an unfinished campaign: go on with .*--resume, or remove .*\n$/,
    );
    expect(readFileSync(journalIn(folder), 'utf8')).toBe(before);
    const nowhere = await migcheck(['qemu', '--resume']);
    expect(nowhere.stderr).toBe('migcheck: --resume needs the --out DIR of the campaign\n');
  });
});
