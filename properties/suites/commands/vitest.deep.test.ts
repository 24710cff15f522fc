/** `migcheck/vitest`: the check as a property in a user's suite, imported as a user would. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDetails } from 'migcheck/vitest';
import { assertMigrates, migrates } from 'migcheck/vitest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { projectRoot } from '../../project-root.ts';
import type { Finished } from '../support/support.ts';
import {
  LATE_CLEAR,
  migcheck,
  runNode,
  STOP_AND_COPY,
  temporaryFolder,
} from '../support/support.ts';

const BUG = 'zero-page-skipped';

/** The details of a run, whether it failed or not. */
async function detailsOf(parameters: Parameters<typeof assertMigrates>[0]): Promise<RunDetails> {
  const told: RunDetails[] = [];
  await assertMigrates({ ...parameters, reporter: (details) => void told.push(details) });
  const [details] = told;
  if (details === undefined) throw new Error('the reporter was not called');
  return details;
}

/** Runs a suite with this text as a user would. */
async function runSuite(text: string): Promise<Finished> {
  // Below the project, so that the package is found by its name.
  const folder = mkdtempSync(join(projectRoot, '.build', 'suite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'my.test.js'), text);
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  return runNode([vitest, 'run'], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
}

describe('a user’s suite', () => {
  it('the engine migrates', migrates({ seed: 42, numRuns: 300 }));
  it('stop-and-copy migrates', migrates({ seed: 42, numRuns: 300, system: STOP_AND_COPY }));
});

describe('a migration that goes wrong', () => {
  it('fails in the suite with its story and its replay command', async () => {
    const out = temporaryFolder();
    const { status, stderr } = await runSuite(`
      import { migrates } from 'migcheck/vitest';
      import { test } from 'vitest';
      const parameters = { seed: 'suite', bug: '${BUG}', out: ${JSON.stringify(out)} };
      test('my engine migrates', migrates(parameters), 30_000);
    `);
    expect(status).toBe(1);
    const file = join(out, `${BUG}.json`);
    expect(stderr).toMatch(
      /Error: Migration failed after \d+ runs?\n\{ seed: "suite", numRuns: \d+ \}/,
    );
    expect(stderr).toContain(`VIOLATED ${propertyNames.END}: `);
    expect(stderr).toContain(`replay: npx migcheck replay ${file}`);
    expect(stderr).toMatch(
      /\n +§1 \(\d+\) {2}\S+ .*\n(?:[ >].*\n)*? +first wrong at §\d+ \(\d+\): ram\d:\d+: /,
    );
    const replayed = await migcheck(['replay', file, '--json']);
    expect(JSON.parse(replayed.stdout).outcome).toBe('reproduced');
  });

  it('fails the same way with the seed and the number of runs that the failure names', async () => {
    const parameters = {
      seed: 'again',
      system: STOP_AND_COPY,
      bug: LATE_CLEAR,
      out: temporaryFolder(),
    };
    const first = await detailsOf(parameters);
    const again = await detailsOf({ ...parameters, numRuns: first.numRuns });
    expect(first.failed).toBe(true);
    expect(again).toEqual(first);
    const other = await detailsOf({ ...parameters, seed: 'another' });
    expect(other.digest).not.toBe(first.digest);
    const fewer = await detailsOf({ ...parameters, numRuns: first.numRuns - 1 });
    expect(fewer.failed).toBe(false);
  });
});

describe('a run', () => {
  it('fails if it was not finished', async () => {
    const interruptAfterTimeLimit = 1;
    const unfinished = assertMigrates({ seed: 1, numRuns: 1_000_000, interruptAfterTimeLimit });
    await expect(unfinished).rejects.toThrow(
      /^Migration was not checked to the end: \d+ runs? of 1000000; /,
    );
  });

  it('ends with the test, and reports its results so far', async () => {
    const stop = new AbortController();
    stop.abort();
    const { signal } = stop;
    const body = migrates({ seed: 1, numRuns: 1_000_000 })({ task: { timeout: Infinity }, signal });
    await expect(body).rejects.toThrow(/^Migration was not checked to the end: 0 runs of /);
  });

  it('leaves the result to a reporter if there is one', async () => {
    const { failed, interrupted, seed, numRuns, report, violation, unobservable } = await detailsOf(
      {
        numRuns: 20,
        scenario: 'precopy',
        strategy: 'random',
        system: STOP_AND_COPY,
      },
    );
    expect({ failed, interrupted, numRuns, violation }).toEqual({
      failed: false,
      interrupted: false,
      numRuns: 20,
      violation: undefined,
    });
    expect(seed).toMatch(/^[0-9a-f]{12}$/);
    expect(report).toBe(`Migration held in 20 runs\n{ seed: "${seed}", numRuns: 20 }`);
    expect(unobservable).toContain(propertyNames.P2);
    expect(unobservable).not.toContain(propertyNames.P1);
  });

  it.each<[object, string]>([
    [{ numRuns: 0 }, 'numRuns: a positive whole number is expected, not 0'],
    [{ runs: 5 }, 'no parameter is called "runs"; choose from seed, numRuns, '],
    [{ scenario: 'nonsense' }, 'no scenario is called "nonsense"'],
    [{ system: 'nowhere.js' }, 'system nowhere.js: no such file'],
  ])('with %j says what is wrong', async (parameters, message) => {
    await expect(assertMigrates(parameters)).rejects.toThrow(message);
  });
});
