/** All sources are formatted; checking them all takes a while. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';

it('all sources are formatted', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'format:check'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
});
