/** What CI runs ends with one line that counts the tests, and real QEMU as one more if it has failed. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../project-root.ts';
import { temporaryFolder } from './support.ts';

interface Pretended {
  /** How the migrations of real QEMU exit. */
  readonly qemu: number;
  /** How the tests do, and what they print at last. */
  readonly tests: number;
  readonly tally: string;
}

/** Everything that the script calls is pretended, so that nothing is installed and nothing takes time. */
function runCi({ qemu, tests, tally }: Pretended): { lines: readonly string[]; status: unknown } {
  const folder = temporaryFolder();
  const npm = `case "$1" in
    run) exit ${qemu} ;;
    test) echo "some test"; echo "${tally}"; exit ${tests} ;;
  esac`;
  const pretended = { npm, spin: '', gcc: '', chromium: '', 'qemu-system-x86_64': '' };
  for (const [name, body] of Object.entries(pretended))
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const { stdout, status } = spawnSync('bash', [join(projectRoot, '.ci', 'run')], {
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin` },
  });
  return { lines: stdout.trim().split('\n'), status };
}

const passing = { qemu: 0, tests: 0, tally: '7 passed, 0 failed' };

describe('.ci/run', () => {
  it.each([
    ['all is well', passing, '7 passed, 0 failed', 0],
    [
      'a test fails',
      { ...passing, tests: 1, tally: '6 passed, 1 failed' },
      '6 passed, 1 failed',
      1,
    ],
    ['real QEMU shows something new', { ...passing, qemu: 1 }, '7 passed, 1 failed', 1],
    ['both', { qemu: 1, tests: 1, tally: '6 passed, 1 failed' }, '6 passed, 2 failed', 1],
    ['the machine is too slow for QEMU', { ...passing, qemu: 124 }, '7 passed, 0 failed', 0],
    ['what is new is not met again', { ...passing, qemu: 3 }, '7 passed, 0 failed', 0],
    ['the harness itself fails', { ...passing, qemu: 4 }, '7 passed, 1 failed', 1],
    ['the tests do not end', { ...passing, tests: 1, tally: 'oh' }, '0 passed, 1 failed', 1],
  ])('counts right when %s', (_name, pretended, last, status) => {
    const ran = runCi(pretended);
    expect(ran.lines.at(-1)).toBe(last);
    expect(ran.lines.filter((line) => line.includes(' passed, '))).toHaveLength(1);
    expect(ran.lines).toContain('some test');
    expect(ran.status).toBe(status);
  });
});
