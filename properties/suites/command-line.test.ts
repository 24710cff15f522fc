/** The command line: what it does, its exit codes and its documents. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../traces/trace-file.ts';
import { parseTrace, printTrace } from '../../traces/trace-file.ts';
import { propertyNames } from '../lockstep/property-id.ts';
import { projectRoot } from '../project-root.ts';
import { fileOf, migcheck, temporaryFolder } from './support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
let example: Trace;

beforeAll(() => {
  example = parseTrace(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);
});

describe('check', () => {
  it('passes on the clean engine, with a document of its own', async () => {
    const out = temporaryFolder();
    const flags = ['--seed', 'cli', '--runs', '5000', '--json', '--out', out];
    const { status, stdout, stderr } = await migcheck(['check', ...flags]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      version: 1,
      verdict: 'passed',
      seed: 'cli',
      executions: 5000,
      scenarios: 500,
    });
    expect(document.digest).toMatch(/^[0-9a-f]{16}$/);
    for (const { kind, status: is } of document.properties)
      expect(kind === 'sometimes' ? ['reached', 'unreached'] : ['holds']).toContain(is);
    expect(document.properties.length).toBeGreaterThan(40);
    expect(readdirSync(out)).toEqual([]);
  });

  it('reports a violation, files it, and the file replays to the same property and step', async () => {
    const out = temporaryFolder();
    const bug = ['--bug', 'seed-003-stale-shadow'];
    const flags = ['--seed', 'cli', '--json', '--out', out];
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

  it('stops at Ctrl-C, tells what it has seen and exits 130', async () => {
    const flags = ['--seed', 'cli', '--time', '10m'];
    const { status, stdout } = await migcheck(['check', ...flags], { interruptAt: /seed: cli/ });
    expect(status).toBe(130);
    expect(stdout).toMatch(/\nincomplete: [\d,]+ executions? of [^]*\ninterrupted: /);
  });

  it('runs something however short the time', async () => {
    const flags = ['--seed', 'cli', '--time', '1ms', '--jobs', '4', '--json'];
    const { status, stdout } = await migcheck(['check', ...flags]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).executions).toBeGreaterThan(0);
  });

  it('draws a fresh seed if none is given, and prints it first', async () => {
    const runs = await Promise.all([0, 1].map(() => migcheck(['check', '--runs', '50'])));
    const seeds = runs.map(({ stdout }) => /^seed: ([0-9a-f]+)\n/.exec(stdout)?.[1]);
    expect(seeds[0]).toBeDefined();
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  it.each(['--scenario', '--strategy'])('lists what %s may be', async (flag) => {
    const { status, stdout } = await migcheck(['check', flag, 'list']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^(?:precopy|random)\b/);
  });

  it('ends a step that never ends, and says which', async () => {
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
    const replayed = await migcheck(['replay', violation.file, '--json']);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      outcome: 'reproduced',
      violation: { property: 'PROGRESS', what: violation.what },
    });
  });
});

describe('replay', () => {
  it('says so if what was recorded is no longer violated', async () => {
    const { bug: _, ...withoutBug } = example;
    const { status, stdout } = await migcheck(['replay', fileOf(printTrace(withoutBug))]);
    expect(stdout).toContain('clean: P1 coverage was recorded, and nothing is violated any more');
    expect(status).toBe(0);
  });

  it('says so if the decisions lead elsewhere', async () => {
    const lost = { thread: 'migration', event: 'nowhere', nth: 1, to: 'vcpu0' };
    const { bug: _, ...withoutBug } = example;
    const changed = { ...withoutBug, decisions: [...example.decisions, lost] };
    const { status, stdout } = await migcheck(['replay', fileOf(printTrace(changed))]);
    expect(stdout).toContain('the first decision that could not be followed');
    expect(status).toBe(3);
  });

  it('writes the stream, which decodes', async () => {
    const stream = join(temporaryFolder(), 'stream');
    const passed: Trace = {
      ...example,
      decisions: [],
      expect: { verdict: 'passed', digest: '' },
    };
    const { bug: _, ...clean } = passed;
    const flags = ['--stream', stream];
    const { status } = await migcheck(['replay', fileOf(printTrace(clean)), ...flags]);
    expect(status).toBe(0);
    expect(existsSync(stream)).toBe(true);
    const size = String(example.scenario.pageBytes);
    const decoded = await migcheck(['decode', stream, '--page-bytes', size]);
    expect(decoded.status).toBe(0);
    expect(decoded.stdout).toMatch(/RAM: ram0[^]*end of stream\n$/);
  });
});

describe('explore', () => {
  it('exhausts a configuration of the model', async () => {
    const flags = ['--model', '--scenario', 'two-pages', '--json'];
    const { status, stdout } = await migcheck(['explore', ...flags]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      verdict: 'verified',
      what: 'model',
      states: 498_619,
      configuration: 'two-pages',
    });
  });

  it('is incomplete, and not verified, when it is stopped', async () => {
    // The first configuration is told before the second one begins.
    const options = { interruptAt: /two-pages: [^]*verified/ };
    const { status, stdout } = await migcheck(['explore', '--model'], options);
    expect(status).toBe(130);
    expect(stdout).toMatch(/\n {2}incomplete: /);
  });
});

describe('bugs', () => {
  it('tells how soon a bug is found, and what was found by those that are told', async () => {
    const bug = ['--bug', 'zero-page-skipped', '--strategy', 'mix', '--seed', 'cli'];
    const flags = [...bug, '--seeds', '3', '--stories', '1', '--json'];
    const { status, stdout } = await migcheck(['bugs', ...flags]);
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

  it('hunts as a check does', async () => {
    const same = ['--bug', 'zero-page-skipped', '--strategy', 'mix', '--json'];
    const check = await migcheck(['check', ...same, '--seed', 'cli/0', '--out', temporaryFolder()]);
    const hunt = ['--seed', 'cli', '--seeds', '1', '--stories', '0'];
    const bugs = await migcheck(['bugs', ...same, ...hunt]);
    const { executionsMedian, property } = JSON.parse(bugs.stdout).bugs[0].strategies.mix;
    expect(executionsMedian).toBe(JSON.parse(check.stdout).executions);
    expect(property).toBeNull();
  });

  it('shows what it has when it is told to stop', async () => {
    const { status, stdout } = await migcheck(['bugs', '--seed', 'cli'], { interruptAt: /seed/ });
    expect(status).toBe(130);
    expect(stdout).toContain('alignment-predicate');
    expect(stdout).toContain('round-robin');
  });
});
