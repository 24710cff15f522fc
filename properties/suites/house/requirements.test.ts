/** Tests that lack a program are skipped and listed at the end; if the program is required, they fail. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import type { Finished } from '../support/support.ts';
import { runNode, temporaryFolder } from '../support/support.ts';

/** Runs the suite of SPIN with nothing but Node installed. */
function runSuites(required: string): Promise<Finished> {
  const tooling = join(projectRoot, 'properties', 'tooling');
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const args = ['run', '--config', join(tooling, 'vitest.config.ts'), 'suites/rooms/spin.test.ts'];
  const env = { PATH: temporaryFolder(), MIGCHECK_REQUIRE: required, NO_COLOR: '1' };
  return runNode([vitest, ...args], { env });
}

it('tests that need a missing program are skipped, and the last lines name it', async () => {
  const { status, stdout } = await runSuites('');
  const lines = stdout.trimEnd().split('\n');
  expect({ status, last: lines.at(-1) }).toEqual({ status: 0, last: '4 passed, 0 failed' });
  expect(lines.slice(-3)).toContain(
    '3 skipped: spin is not installed (apt-get install -y --no-install-recommends spin)',
  );
});

it('tests that need a required program fail without it, and an unknown requirement is refused', async () => {
  const { status, stdout, stderr } = await runSuites('qemu,spin');
  expect({ status, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
    status: 1,
    last: '4 passed, 1 failed',
  });
  expect(stderr).toContain('spin is not installed');
  const mistaken = await runSuites('spinn');
  expect(mistaken.status).toBe(1);
  expect(mistaken.stderr).toContain(
    'MIGCHECK_REQUIRE: "spinn" is none of chromium, qemu, second-qemu, spin, gcc',
  );
});
