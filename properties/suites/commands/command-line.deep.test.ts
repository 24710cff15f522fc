/** Slow tests of the command line: violations that are found, shrunk and reported from beginning to end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { fileOf, migcheck, temporaryFolder } from '../support/support.ts';

describe('check', () => {
  it('reports a violation, and files a trace that replays to the same property and step', async () => {
    const out = temporaryFolder();
    const bug = ['--bug', 'seed-003-stale-shadow'];
    const flags = ['--seed', 'b', '--json', '--out', out];
    const { status, stdout } = await migcheck(['check', ...bug, ...flags]);
    expect(status).toBe(1);
    const { violation, verdict } = JSON.parse(stdout);
    expect(verdict).toBe('violated');
    expect(violation).toMatchObject({
      property: 'P1 coverage',
      failedStep: violation.steps.length,
    });
    for (const [index, step] of violation.steps.entries()) {
      expect(step).toMatchObject({ n: index + 1 });
      for (const words of [step.actor, step.action, step.text]) expect(words).toMatch(/\w/);
    }
    expect(violation.file).toBe(join(out, 'seed-003-stale-shadow.json'));
    expect(readdirSync(out)).toEqual(['seed-003-stale-shadow.json']);
    expect(violation.replay).toBe(`npm run replay -- ${violation.file}`);

    const replayed = await migcheck(['replay', violation.file, '--json']);
    expect(replayed.status).toBe(1);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      outcome: 'reproduced',
      violation: { property: 'P1 coverage', failedStep: violation.failedStep },
    });
    const asText = readFileSync(violation.file).toString('base64url');
    const again = await migcheck(['replay', asText, '--json']);
    expect(again.stdout).toBe(replayed.stdout);
  });

  it('stops a step that never ends, and names it', async () => {
    const out = temporaryFolder();
    const bug = {
      id: 'endless',
      title: 'the search for the next page never ends',
      reference: 'none',
      edits: [
        {
          file: 'impl/engine/source/take-dirty.ts',
          find: 'block.dirty.unset(page);',
          replace: 'for (;;);',
        },
      ],
      expect: { property: 'PROGRESS' },
    };
    const flags = ['--bug', fileOf(JSON.stringify(bug)), '--seed', 'cli', '--json', '--out', out];
    const { status, stdout } = await migcheck(['check', ...flags]);
    expect(status).toBe(1);
    const { violation } = JSON.parse(stdout);
    expect(violation.property).toBe('PROGRESS');
    expect(violation.what).toMatch(/the step ".*" of migration does not end/);
    const replayed = await migcheck(['replay', violation.file, '--trust', '--json']);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      outcome: 'reproduced',
      violation: { property: 'PROGRESS', what: violation.what },
    });
  });
});

describe('bugs', () => {
  it('says how soon a bug is found, and which property the stories report', async () => {
    const bug = ['--bug', 'zero-page-skipped', '--strategy', 'mix', '--seed', 'cli'];
    const flags = [...bug, '--seeds', '3', '--stories', '1', '--json'];
    const { status, stdout } = await migcheck(['bugs', '--hunt', ...flags]);
    expect(status).toBe(0);
    const { bugs } = JSON.parse(stdout);
    expect(bugs).toHaveLength(1);
    expect(bugs[0]).toMatchObject({
      id: 'zero-page-skipped',
      expect: propertyNames.END,
      strategies: { mix: { found: 3, of: 3, property: propertyNames.END } },
    });
    const { executionsMedian, executionsMax, storyMedian } = bugs[0].strategies.mix;
    expect(executionsMedian).toBeGreaterThan(0);
    expect(executionsMax).toBeGreaterThanOrEqual(executionsMedian);
    expect(storyMedian).toBeGreaterThan(0);
  });

  it('finds a bug after as many executions as a check', async () => {
    const same = ['--bug', 'zero-page-skipped', '--strategy', 'mix', '--json'];
    const check = await migcheck(['check', ...same, '--seed', 'cli/0', '--out', temporaryFolder()]);
    const hunt = ['--seed', 'cli', '--seeds', '1', '--stories', '0'];
    const bugs = await migcheck(['bugs', '--hunt', ...same, ...hunt]);
    const { executionsMedian, property } = JSON.parse(bugs.stdout).bugs[0].strategies.mix;
    expect(executionsMedian).toBe(JSON.parse(check.stdout).executions);
    expect(property).toBeNull();
  });
});
