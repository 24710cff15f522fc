/** The rules of `dependency-cruiser.json`: imports between wings only go down, and there are no cycles. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';

it('wings import no wing above their own', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'wings'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
});
