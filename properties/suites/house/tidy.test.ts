/** The sources keep the rules that neither compiler nor linter can check, and lint and format hold. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { readSources, rooms, tidy } from '../../tooling/tidy.ts';

describe('the sources', () => {
  it('follow every rule', () => {
    const sources = readSources();
    expect(sources.length).toBeGreaterThan(150);
    expect(sources.flatMap(tidy)).toEqual([]);
  });

  it('pass lint', () => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'lint'], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
  });

  it.each(rooms)('explain room %s on one screen', (room) => {
    const path = join(projectRoot, room, 'README.md');
    expect(existsSync(path), path).toBe(true);
    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThanOrEqual(60);
  });
});

describe('tidy', () => {
  const header = '/** What it is for. */\n';

  it.each([
    ['impl/engine/a.ts', 'const x = Math.random();', 'random numbers are passed in as an argument'],
    ['model/a.ts', 'const x = Date.now();', 'time is passed in as an argument'],
    ['impl/engine/a.ts', 'await x;', 'the order of steps is passed in as an argument'],
    ['traces/a.ts', 'setTimeout(run);', 'the order of steps is passed in as an argument'],
    ['model/a.ts', "one.localeCompare('b');", 'a run must not depend on the locale'],
    ['model/a.ts', "import { x } from '../impl/x.ts';", 'model imports no other room'],
    ['impl/a.ts', "import { x } from '../model/x.ts';", 'impl imports no other room'],
    ['impl/engine/a.ts', "import { x } from '../rig/x.ts';", 'must not import what drives it'],
    ['traces/a.ts', "import { x } from '../properties/x.ts';", 'traces imports no other room'],
    ['impl/a.ts', "import { z } from 'zod';", 'the core uses no packages'],
    [
      'properties/a.ts',
      ['const draw = seedrandom(', ');'].join(''),
      'without an argument it seeds itself',
    ],
    ['properties/a.test.ts', ['it', "skip('x', f);"].join('.'), 'a test that does not run'],
    ['properties/a.ts', `// x\nconst ${'TO'}DO = 1;`, 'do it now, or file an issue'],
  ])('in %s complains about %s', (path, line, why) => {
    expect(tidy({ path, text: `${header}${line}\n` }).join('\n')).toContain(why);
  });

  it('complains about a missing header and an overlong line', () => {
    const text = `const x = '${'x'.repeat(200)}';\n`;
    expect(tidy({ path: 'model/a.ts', text })).toHaveLength(2);
  });

  it('lets comments mention what is banned', () => {
    expect(tidy({ path: 'model/a.ts', text: `${header}// Math.random would be wrong.\n` })).toEqual(
      [],
    );
  });
});
