/** The declarations that users may import: a change of them must be visible in the commit. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';

interface Entry {
  readonly types: string;
  readonly default: string;
}

const { exports } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, Entry | string>>;
};

/** Kept for engines that import files of `impl/` by name. */
const BY_FILE = './impl/*.js';

const entries = Object.entries(exports).flatMap(([name, entry]) =>
  typeof entry === 'string' || name === BY_FILE ? [] : expand(name, entry.types),
);

/** Expands a pattern to the files that it matches. */
function expand(name: string, types: string): readonly (readonly [string, string])[] {
  if (!name.includes('*')) return [[name, types]];
  const [folder = '', end = ''] = types.split('*');
  return readdirSync(join(projectRoot, folder))
    .filter((file) => file.endsWith(end))
    .toSorted()
    .map((file) => [name.replace('*', file.slice(0, -end.length)), join(folder, file)]);
}

/** The declarations without comments, which may change at any time. */
function withoutComments(declarations: string): string {
  return declarations
    .replaceAll(/^\s*\/\*\*[^]*?\*\/\n/gm, '')
    .replaceAll(/\s*\/\/.*$/gm, '')
    .trim();
}

describe('the public surface', () => {
  it('is unchanged', async () => {
    const report = entries.map(([name, types]) => {
      const text = withoutComments(readFileSync(join(projectRoot, types), 'utf8'));
      return `## migcheck${name.slice(1)}\n\n\`\`\`ts\n${text}\n\`\`\`\n`;
    });
    await expect(`# The public surface\n\n${report.join('\n')}`).toMatchFileSnapshot(
      'public-surface.md',
    );
  });

  it.each(entries)('has code for %s', async (name) => {
    await expect(import(`migcheck${name.slice(1)}`)).resolves.toBeTypeOf('object');
  });
});
