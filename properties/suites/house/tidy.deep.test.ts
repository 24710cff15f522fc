/** What other programs check of all sources, and take a while for. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';

it.each([
  ['are formatted', 'format:check'],
  ['export only what other files use', 'knip'],
])('all sources %s', (_, script) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
});
