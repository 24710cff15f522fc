/** A finding is reported soon: within seconds of CPU time, at once if requested, and when interrupted. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseTrace } from '../../../traces/trace-file.ts';
import type { Told } from '../../proving/bars/measure-told.ts';
import { measureTold } from '../../proving/bars/measure-told.ts';
import { TOLD_WITHIN_SECONDS } from '../../proving/bars/told-within.ts';
import type { Progress } from '../../running/campaign/progress.ts';
import { makeFold } from '../../running/campaign/fold.ts';
import { startFindingProgress } from '../../running/campaign/finding-progress.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { projectRoot } from '../../project-root.ts';
import { MIXED, scenarioNumber } from '../../searching/scenarios/families.ts';
import { migcheck, STOP_AND_COPY, temporaryFolder, unwrapped } from '../support/support.ts';

function input(name: string): string {
  return join(projectRoot, 'properties', 'suites', 'inputs', `${name}.json`);
}

/** Work beside it makes a process take more CPU time, never less: of some tries the quickest counts. */
const TRIES = 3;

async function expectToldSoon(args: readonly string[]): Promise<Told> {
  let told = await measureTold(args);
  for (let tries = 1; tries < TRIES && (told.cpuSeconds ?? 0) >= TOLD_WITHIN_SECONDS; tries++)
    told = await measureTold(args);
  expect(told.status).toBe(1);
  expect(told.cpuSeconds).toBeGreaterThan(0);
  expect(told.cpuSeconds).toBeLessThan(TOLD_WITHIN_SECONDS);
  return told;
}

/**
 * Stop-and-copy that does not announce what it loads, which is only a symptom, and that is slow.
 *
 * @param step - statements that run before each step; `runs` is the number of runs that have begun
 */
function unannounced(step: string): string {
  const file = join(temporaryFolder(), 'engine.mjs');
  const tracepoints = pathToFileURL(join(projectRoot, '.build', 'impl', 'tracepoints.js')).href;
  const text = `import { openSystem as open } from '${pathToFileURL(STOP_AND_COPY).href}';
    import { tracepoint } from '${tracepoints}';
    let runs = 0;
    const idle = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };
    export const openSystem = (scenario) => {
      const system = open(scenario);
      const { driver, trace } = system;
      const { emit } = trace;
      trace.emit = (what, ...args) => {
        if (what !== tracepoint.ram_load_page) emit.call(trace, what, ...args);
      };
      const slow = {
        reset() { runs++; driver.reset(); },
        take(thread) { ${step} driver.take(thread); },
      };
      return { ...system, driver: Object.assign(Object.create(driver), slow) };
    };`;
  writeFileSync(file, text);
  return file;
}

/** A bug with one more edit that slows down each step of the project's engine. */
function slowBug(): string {
  const bug = JSON.parse(readFileSync(input('estimate-equals-threshold'), 'utf8'));
  const [find, file] = ['super.take(thread);', 'impl/rig/engine-driver.ts'];
  const replace = `for (let end = performance.now() + 2; performance.now() < end;);${find}`;
  const slow = join(temporaryFolder(), 'slow.json');
  writeFileSync(slow, JSON.stringify({ ...bug, edits: [...bug.edits, { file, find, replace }] }));
  return slow;
}

/** True as soon as the folder has a trace. */
function whenFiled(folder: string): () => boolean {
  return () => readdirSync(folder).some((name) => name.endsWith('.json'));
}

describe('a finding is reported within three seconds of CPU after its detection', () => {
  it.each([
    ['estimate-equals-threshold', []],
    ['log-not-stopped', ['--json']],
  ])('%s', async (name, more) => {
    const out = temporaryFolder();
    const flags = ['--jobs', '1', '--seed', 'a1', '--out', out, ...more];
    const told = await expectToldSoon(['check', '--bug', input(name), ...flags]);
    expect(told.stdout).toMatch(/N[13] \w+/);
  });

  it.each([
    ['is slow', 'idle(2);', /^the engine is slow$/],
    ['hangs in another run', 'if (runs > 40) for (;;);', /^another run does not end$/],
  ])('if the engine is external and %s', async (_, step, why) => {
    const flags = ['--seed', 'own', '--jobs', '2', '--json', '--out', temporaryFolder()];
    const told = await expectToldSoon(['check', '--system', unannounced(step), ...flags]);
    const { violation, executions } = JSON.parse(told.stdout);
    expect(violation.property).toBe('R');
    expect(violation.shrunk.cutShort).toMatch(why);
    expect(executions).toBe(1);
  });

  it('if an edit makes the project’s engine slow', async () => {
    const flags = ['--seed', 'a1', '--jobs', '1', '--json', '--out', temporaryFolder()];
    const told = await expectToldSoon(['check', '--bug', slowBug(), ...flags]);
    expect(JSON.parse(told.stdout).violation.shrunk.cutShort).toBe('the engine is slow');
  });
});

describe('while a finding is being shrunk', () => {
  const foundOf = (property: PropertyId, decisions: number, steps: number): Progress => {
    const scenario = scenarioNumber(0, MIXED, 'progress');
    const run = { scenario, property, steps: [], decisions: [], objections: [], digest: '' };
    return { ...makeFold().total(), finding: { ...run, weight: [9, decisions, steps] } };
  };

  it('its progress is shown, and is printed now and then without a terminal', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const said: string[] = [];
    const progress = startFindingProgress((line) => said.push(line));
    expect(progress.note(makeFold().total())).toBeUndefined();
    expect(progress.note(foundOf('N1', 13, 30))).toBe(
      'N1 economy: 30 steps, 13 decisions, looking for the violation that it leads to',
    );
    expect(said).toEqual([]);
    const line = 'shrinking P1 coverage: 12 steps, 1 decision, from 30';
    expect(progress.note({ ...foundOf('P1', 1, 12), isShrinking: true })).toBe(line);
    vi.advanceTimersByTime(12_000);
    expect(said).toEqual([`migcheck: ${line}`, `migcheck: ${line}`]);
    progress.stop();
    vi.advanceTimersByTime(60_000);
    expect(said).toHaveLength(2);
  });
});

describe('--no-shrink', () => {
  it('reports a finding at once, as it was found', async () => {
    const out = temporaryFolder();
    const bug = 'chunk-bits-forgotten';
    const flags = ['check', '--bug', bug, '--seed', 'a1', '--out', out];
    const told = await measureTold([...flags, '--no-shrink']);
    expect(told.status).toBe(1);
    expect(told.cpuSeconds).toBeLessThan(TOLD_WITHIN_SECONDS / 2);
    expect(unwrapped(told.stdout)).toMatch(
      /^ {2}schedule: (\d+) steps, \d+ decisions; not shrunk: as requested/m,
    );
    const [, steps] = /schedule: (\d+) steps/.exec(told.stdout) ?? [];
    const shrunk = await migcheck([...flags, '--json']);
    expect(JSON.parse(shrunk.stdout).violation.shrunk.from).toBe(Number(steps));
    const replayed = await migcheck(['replay', join(out, `${bug}.json`)]);
    expect(replayed.stdout).toContain('reproduced: P3 clear discipline');
  });

  it('is a flag of the gate as well', async () => {
    const { status, stderr } = await migcheck(['gate', '--no-shrink', '--runs', 'none']);
    expect(status).toBe(2);
    expect(stderr).toContain('a positive whole number is expected');
  });
});

describe('Ctrl-C while a finding is being shrunk', () => {
  it.each([['SIGINT'], ['SIGTERM']] as const)(
    'reports the best finding so far (%s)',
    async (signal) => {
      const out = temporaryFolder();
      const system = unannounced('idle(2);');
      const flags = ['check', '--system', system, '--seed', 'own', '--out', out];
      const options = { interruptWhen: whenFiled(out), interruptWith: [signal] };
      const { status, stdout } = await migcheck(flags, options);
      expect(status).toBe(130);
      expect(stdout).toMatch(/^VIOLATED R: /m);
      expect(unwrapped(stdout)).toMatch(/not shrunk(?: further)?: interrupted/);
      const [, file = ''] = /replay: npm run replay -- (\S+) --system/.exec(stdout) ?? [];
      expect(parseTrace(readFileSync(file, 'utf8'), file).expect.property).toBe('R');
      const replayed = await migcheck(['replay', file, '--system', system]);
      expect(replayed.stdout).toContain('reproduced: R');
    },
  );

  it('prints a complete JSON document', async () => {
    const out = temporaryFolder();
    const flags = ['--bug', slowBug(), '--seed', 'a1', '--jobs', '1', '--out', out];
    const options = { interruptWhen: whenFiled(out) };
    const { status, stdout } = await migcheck(['check', '--json', ...flags], options);
    expect(status).toBe(130);
    const { verdict, violation } = JSON.parse(stdout);
    expect(verdict).toBe('violated');
    expect(violation.shrunk.cutShort).toBe('interrupted');
    expect(existsSync(violation.file)).toBe(true);
  });

  it('ends at once the second time, with the trace filed', async () => {
    const out = temporaryFolder();
    const flags = ['check', '--system', unannounced('idle(2);'), '--seed', 'own', '--out', out];
    const options = {
      interruptWhen: whenFiled(out),
      interruptWith: ['SIGINT', 'SIGTERM'] as const,
    };
    const { status } = await migcheck(flags, options);
    expect(status).toBe(130);
    const [name = ''] = readdirSync(out).filter((one) => one.endsWith('.json'));
    expect(parseTrace(readFileSync(join(out, name), 'utf8'), name).expect.property).toBe('R');
  });
});
