/** Pages of the catalogue's traces, and a gate's report about one, made in this process. */
import type { CatalogueTrace } from '../../../proving/edits/read-edits.ts';
import { printTrace } from '../../../../traces/trace-file.ts';
import type { CaseStatus, GateReport, GateViolation } from '../../../commands/gate/gate-report.ts';
import { loadEngine } from '../../../engines/loader/load-engine.ts';
import { propertyNamed } from '../../../judging/oracles/properties.ts';
import { pageOf } from '../../../running/replay/page-of-trace.ts';
import { replayLine } from '../../../terminal/what-to-type.ts';
import type { Filmed } from '../../../telling/film/frames.ts';
import { film } from '../../../telling/film/frames.ts';
import type { Flip } from '../../../telling/story/flip.ts';
import { findFlip } from '../../../telling/story/flip.ts';
import { reportViolation } from '../../../telling/story/violation-report.ts';
import type { Violation } from '../../../telling/story/violation.ts';
import { describeViolation } from '../../../telling/story/violation.ts';
import { viewOf } from '../../../telling/view/trace-view.ts';

/** Limits of the search for a flip: it only matters that most pages have one. */
const FLIP_LIMITS = { runsMax: 100, stepsMax: 3000 };

/** A fixed machine and time, so that the pages are the same in every run. */
const MADE = {
  at: '2026-01-02T03:04:05Z',
  migcheck: '1.2.3',
  node: 'v20.19.0',
  flags: ['--budget', '5m', '--report', 'folder/of/the/report'],
  machine: 'Linux 6.1.0 x64, 2 × AMD EPYC 7B13 64-Core Processor',
};

interface Shown {
  readonly filmed: Filmed;
  readonly violation: Violation;
  readonly flip: Flip;
  /** The line to paste that contains the whole trace, which is the longest kind of line. */
  readonly replay: string;
}

async function show(trace: CatalogueTrace): Promise<Shown> {
  const { bug, scenario, decisions, expect } = trace;
  const open = await loadEngine(bug.edits);
  const upTo = expect.property === undefined ? undefined : propertyNamed(expect.property);
  const filmed = film(open, { scenario, decisions, upTo, withStates: true });
  return {
    filmed,
    violation: describeViolation(filmed, filmed.objections ?? []),
    flip: findFlip(open, filmed, FLIP_LIMITS),
    replay: replayLine(Buffer.from(printTrace(trace)).toString('base64url'), { trust: true }),
  };
}

export async function pageOfCatalogueTrace(trace: CatalogueTrace): Promise<string> {
  const shown = await show(trace);
  const outcome = `reproduced: ${shown.violation.property}`;
  return pageOf(viewOf({ trace, ...shown, outcome }));
}

/** A gate's report with cases of every status and one long violation. */
export async function reportWith(trace: CatalogueTrace): Promise<GateReport> {
  const { violation, replay, flip } = await show(trace);
  const name = trace.bug.id;
  const text = reportViolation(violation, { replay, whole: '--verbose' });
  const told: GateViolation = {
    ...violation,
    file: `/traces/${name}.json`,
    replay,
    flip,
    text,
    paste: replay,
    trace: `traces/${name}.json`,
    page: `pages/${name}.html`,
  };
  const statuses: readonly CaseStatus[] = ['violated', 'incomplete', 'passed', 'skipped'];
  const cases = statuses.map((status) => ({
    name: `${name}-${status}`,
    status,
    note: `${violation.what}; to go on: npm run check -- --resume traces/campaigns/${name}.json`,
    seconds: 12.5,
    violation: status === 'violated' ? told : undefined,
  }));
  return {
    verdict: 'violated',
    isInterrupted: true,
    made: MADE,
    subject: `the engine with ${name} (${trace.bug.title})`,
    origin: `commit ${'0123456789'.repeat(4)}`,
    seconds: 300,
    executions: 1_234_567,
    steps: 123_456_789,
    stepsPerSecond: 400_000,
    sections: [
      { id: 'seeds', title: 'Situations that must be reached', cases },
      { id: 'fresh', title: 'Fresh seed', cases: cases.slice(2) },
    ],
  };
}
