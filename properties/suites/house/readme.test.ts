/** What the README shows is what one gets. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { properties } from '../../judging/oracles/properties.ts';
import { projectRoot } from '../../project-root.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { migcheck } from '../support/support.ts';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const scripts = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).scripts;

describe('the README', () => {
  it('shows the story that replay tells', async () => {
    const [, trace, story] = /\$ npm run -s replay -- (\S+)\n([^]*?)\n```/.exec(readme) ?? [];
    const { status, stdout } = await migcheck(['replay', trace ?? '']);
    expect(status).toBe(1);
    expect(stdout.trimEnd()).toBe(story);
  });

  it('names only commands and files that exist', () => {
    const commands = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(8);
    expect(commands.filter((name) => !(name !== undefined && name in scripts))).toEqual([]);
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });

  it('counts properties and situations right', () => {
    expect(readme).toContain(`${Object.keys(properties).length} properties`);
    expect(readme).toContain(`${sometimesIds.length} situations`);
  });
});
