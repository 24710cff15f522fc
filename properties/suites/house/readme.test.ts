/** The README shows what the commands do. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { properties } from '../../judging/oracles/properties.ts';
import { realQemuBar } from '../../proving/bars/real-qemu.ts';
import { projectRoot } from '../../project-root.ts';
import { sometimesIds } from '../../judging/sometimes/sometimes.ts';
import { migcheck } from '../support/support.ts';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const scripts = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).scripts;

/** The anchor that GitHub gives a heading. */
function slugOf(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')}`;
}

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
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => slugOf(text));
    const isThere = (path: string): boolean =>
      path.startsWith('#') ? headings.includes(path) : existsSync(join(projectRoot, path));
    expect(links.filter((path) => !isThere(path))).toEqual([]);
  });

  it('says how soon the bugs of the catalogue are found', () => {
    const snapshot = join(
      'properties',
      'suites',
      'proving',
      '__snapshots__',
      'catalogue.deep.test.ts.snap',
    );
    const text = readFileSync(join(projectRoot, snapshot), 'utf8');
    const executions = [...text.matchAll(/: (\d+)"/g)].map(([, count]) => Number(count));
    const sorted = executions.toSorted((one, other) => one - other);
    const within = (share: number): string =>
      (sorted[Math.floor(share * sorted.length)] ?? 0).toLocaleString('en');
    const said = readme.replaceAll(/\s+/g, ' ');
    expect(said).toContain(
      `Half of the catalogue's ${sorted.length} bugs are found within ${within(0.5)} executions`,
    );
    expect(said).toContain(`nine in ten within ${within(0.9)}`);
  });

  it('claims about real QEMU what the bar measures', () => {
    const [, migrations] = /: (\d+ migrations each)/.exec(realQemuBar.claim) ?? [];
    expect(readme.replaceAll(/\s+/g, ' ')).toContain(
      `raises no false alarm in ${migrations} of QEMU`,
    );
  });

  it('states the right numbers of properties and situations', () => {
    expect(readme).toContain(`${Object.keys(properties).length} properties`);
    expect(readme).toContain(`${sometimesIds.length} situations`);
  });
});
