/** A violation is reported first, whatever fails afterwards. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../../traces/trace-file.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';
import type { FiledViolation } from '../../running/corpus/file-violation.ts';
import { makeFiler } from '../../running/corpus/file-violation.ts';
import { readBug } from '../../running/files/read-bug.ts';
import { projectRoot } from '../../project-root.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Finished } from '../support/support.ts';
import { corpusIn, migcheck, temporaryFolder, treeWith } from '../support/support.ts';

const BUG = 'chunk-bits-forgotten';
const PROPERTY = 'P3 clear discipline';
const STORY = /^VIOLATED P3 clear discipline: /m;

/** What may be in the place of a trace, with a function that makes it. */
const hostile: readonly (readonly [string, (file: string) => void])[] = [
  ['something broken', (file) => writeFileSync(file, '{')],
  ['a pipe', (file) => execFileSync('mkfifo', [file])],
  ['a folder', (file) => mkdirSync(file)],
  ['a link to itself', (file) => symlinkSync(basename(file), file)],
  ['something huge', (file) => writeFileSync(file, Buffer.alloc(17 * 2 ** 20, 32))],
];

let known: Promise<Finding> | undefined;

/** A finding as a check makes it; searched for only once. */
function finding(): Promise<Finding> {
  const { edits } = readBug(BUG);
  const order = { seed: 'a', scenario: 'mixed', strategy: 'mix' };
  known ??= runCampaign({ ...order, edits, runs: 2000, jobs: 1 }).then(({ finding: one }) => {
    if (one === undefined) throw new Error('nothing was found');
    return one;
  });
  return known;
}

async function fileIn(folder: string): Promise<FiledViolation> {
  const { edits } = readBug(BUG);
  return makeFiler({ folder }).file({ edits }, await finding());
}

/** The text of a trace that shows the finding. */
async function traceText(): Promise<string> {
  return readFileSync((await fileIn(temporaryFolder())).file, 'utf8');
}

describe('a finding', () => {
  it.each(hostile)('is filed under another name if its place is taken: %s', async (_, make) => {
    const folder = temporaryFolder();
    const { file: usual } = await fileIn(folder);
    const other = temporaryFolder();
    make(join(other, basename(usual)));
    const { file, replay, property } = await fileIn(other);
    expect(property).toBe(PROPERTY);
    expect(replay).toContain(file);
    expect(parseTrace(readFileSync(file, 'utf8'), file).expect.property).toBe(PROPERTY);
    expect(readdirSync(other).toSorted()).toEqual([basename(usual), basename(file)].toSorted());
  });

  it.each(['check', 'gate'])(
    'that is known is reported by %s beside files that cannot be read',
    async (command) => {
      const tree = treeWith(BUG);
      const folder = corpusIn(tree.cwd, { 'known.json': await traceText() });
      for (const [index, [, make]] of hostile.entries()) make(join(folder, `a${index}.json`));
      const { status, stdout, stderr } = await migcheck([command, '--jobs', '1'], tree);
      expect(status).toBe(1);
      expect(stdout).toMatch(STORY);
      expect(stderr.trimEnd().split('\n')).toHaveLength(hostile.length);
    },
  );
});

describe('a gate', () => {
  const gate = async (cwd: string, env = {}): Promise<Finished> => {
    corpusIn(cwd, { 'known.json': await traceText() });
    return migcheck(['gate', '--bug', BUG, '--jobs', '1'], { cwd, env });
  };

  it('reports its finding if the report cannot be written', async () => {
    const cwd = temporaryFolder();
    // A file cannot replace a folder.
    mkdirSync(join(cwd, 'report', 'junit.xml', 'x'), { recursive: true });
    writeFileSync(join(cwd, 'report', 'traces'), '');
    const { status, stdout, stderr } = await gate(cwd);
    expect(status).toBe(1);
    expect(stdout).toMatch(STORY);
    expect(stderr).toMatch(/^migcheck: the report in [^\n]+$/m);
    expect(stderr).not.toContain('harness bug');
  });

  it('reports its finding if the job summary cannot be written', async () => {
    const cwd = temporaryFolder();
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'nowhere', 'summary.md') };
    const { status, stdout, stderr } = await gate(cwd, env);
    expect(status).toBe(1);
    expect(stdout).toMatch(STORY);
    expect(stdout).toMatch(/^::error file=impl\/\S+,line=\d+,title=P3 clear discipline::/m);
    expect(stderr).toMatch(/^migcheck: the report in [^\n]+\n$/);
  });
});

describe('a replay', () => {
  it('reports its finding if the stream cannot be written', async () => {
    const example = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
    const { status, stdout, stderr } = await migcheck(['replay', example, '--stream', '/dev/full']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^VIOLATED P1 coverage/);
    expect(stderr).toMatch(/^migcheck: --stream \/dev\/full: [^\n]+\n$/);
  });
});
