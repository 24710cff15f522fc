/** An arrow between two wings only ever goes down, as `dependency-cruiser.json` has it. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';

it('import no wing above their own', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'wings'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
});
