/**
 * The script that CI runs ends with one line that counts the tests of all suites, and everything else that
 * failed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { temporaryFolder } from '../support/support.ts';

interface Pretended {
  /** Exit code of `npm test`, and the last line that it prints. */
  readonly test: number;
  readonly tally: string;
  /** The same for `npm run test:deep`. */
  readonly deep: number;
  readonly deepTally: string;
  /** Exit codes of the bars and of the migrations of real QEMU. */
  readonly bars: number;
  readonly qemu: number;
  readonly ci: number;
}

const NONE = '0 passed, 0 failed';

const passing: Pretended = {
  test: 0,
  tally: '7 passed, 0 failed',
  deep: 0,
  deepTally: '5 passed, 0 failed',
  bars: 0,
  qemu: 0,
  ci: 0,
};

/** Replaces every program that the script calls, so that nothing is installed and the run is quick. */
function runCi(change: Partial<Pretended>): { lines: readonly string[]; status: unknown } {
  const { test, tally, deep, deepTally, bars, qemu, ci } = { ...passing, ...change };
  const folder = temporaryFolder();
  const npm = `case "$*" in
    ci*) exit ${ci} ;;
    *test:deep*) echo "some deep test"; echo "${deepTally}"; exit ${deep} ;;
    test*) echo "some test, $MIGCHECK_REQUIRE required"; echo "${tally}"; exit ${test} ;;
    *bars*"only kills "*) exit ${bars} ;;
    *bars*) exit 0 ;;
    *qemu*) exit ${qemu} ;;
    *) exit 99 ;;
  esac`;
  const programs = ['git', 'spin', 'gcc', 'chromium', 'qemu-system-x86_64'];
  for (const [name, body] of [['npm', npm], ...programs.map((one) => [one, ''] as const)] as const)
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const { stdout, status } = spawnSync('bash', [join(projectRoot, '.ci', 'run')], {
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin` },
  });
  return { lines: stdout.trim().split('\n'), status };
}

describe('.ci/run', () => {
  it.each<[string, Partial<Pretended>, string]>([
    ['all is well', {}, '12 passed, 0 failed'],
    ['a test fails', { test: 1, tally: '6 passed, 1 failed' }, '11 passed, 1 failed'],
    ['a deep test fails', { deep: 1, deepTally: '4 passed, 1 failed' }, '11 passed, 1 failed'],
    ['a bar is missed', { bars: 1 }, '12 passed, 1 failed'],
    ['real QEMU shows something new', { qemu: 1 }, '12 passed, 1 failed'],
    [
      'several fail',
      { bars: 1, qemu: 1, test: 1, tally: '6 passed, 1 failed' },
      '11 passed, 3 failed',
    ],
    ['the machine is too slow for QEMU', { qemu: 124 }, '12 passed, 0 failed'],
    ['a new finding is not reproduced', { qemu: 3 }, '12 passed, 0 failed'],
    ['the harness itself fails', { qemu: 4 }, '12 passed, 1 failed'],
    ['the tests print no count', { test: 1, tally: 'oh' }, '5 passed, 1 failed'],
    ['the tests fail without saying so', { test: 1 }, '12 passed, 1 failed'],
    ['nothing is tested', { tally: '0 passed, 0 failed', deepTally: '0 passed, 0 failed' }, NONE],
    ['nothing can be installed', { ci: 1 }, '0 passed, 1 failed'],
  ])('counts correctly when %s', (_name, change, last) => {
    const { lines, status } = runCi(change);
    expect(lines.at(-1)).toBe(last);
    expect(lines.filter((line) => line.includes(' passed, '))).toHaveLength(1);
    expect(status).toBe(last.endsWith(' 0 failed') && last !== NONE ? 0 : 1);
  });

  it('passes on the output of the tests, and requires every program they may need', () => {
    const { lines } = runCi({});
    expect(lines).toContain('some test, chromium,qemu,spin,gcc required');
    expect(lines).toContain('some deep test');
  });
});

describe('the shipped workflow', () => {
  const workflow = readFileSync(join(projectRoot, '.github', 'workflows', 'migcheck.yml'), 'utf8');

  it('pins every action to a commit', () => {
    const actions = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action ?? '');
    expect(actions.length).toBeGreaterThan(2);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  it('runs on every supported version of Node', () => {
    expect(workflow).toContain('node: [20, 22, 24]');
  });
});
