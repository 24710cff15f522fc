/** Text from files never reaches a terminal, log, annotation, page or generated test unescaped. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printable, printableData, printableLines } from '../../../traces/printable.ts';
import { parseTrace, printTrace } from '../../../traces/trace-file.ts';
import { runHere } from '../../proving/bars/run-here.ts';
import { harmless } from '../../commands/process/guard-output.ts';
import { replayLine } from '../../terminal/what-to-type.ts';
import { asTest } from '../../running/replay/as-test.ts';
import { annotationsOf } from '../../commands/gate/github.ts';
import type { GateReport } from '../../commands/gate/gate-report.ts';
import { summaryOf } from '../../commands/gate/write-report.ts';
import { projectRoot } from '../../project-root.ts';
import type { Violation } from '../../telling/story/violation.ts';
import { fileOf, temporaryFolder } from '../support/support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
const example = parseTrace(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);

const EVIL =
  'x\n::error::owned\r\u001B[2J\u001B]0;owned\u0007\u009B31m\u202Eowned\u2028*/</script><b>`${1}`';

/** A trace whose texts are all hostile. */
const evil = printTrace({
  ...example,
  bug: { ...(example.bug ?? { id: 'x', edits: [] }), title: EVIL, reference: EVIL },
  scenario: { ...example.scenario, name: EVIL },
  decisions: [
    { thread: EVIL, event: EVIL, nth: 1, to: EVIL },
    ...example.decisions.map(({ thread, event, nth, to }) => ({ thread, event, nth, to })),
  ],
});

function expectHarmless(text: string): void {
  expect(printableLines(text)).toBe(text);
  expect(text).not.toMatch(/^\s*::/m);
}

describe('printable text', () => {
  it('is one line without control, bidirectional or invisible characters', () => {
    expect(printable('a\n\u001B[2J\u009B\u202E\u2028\u200B\u{E0041}\uD800b')).toBe(
      String.raw`a\u000a\u001b[2J\u009b\u202e\u2028\u200b\udb40\udc41\ud800b`,
    );
    expect(printable('ram0:0 é 日本 😀')).toBe('ram0:0 é 日本 😀');
    expect(printableData({ a: ['\n', { b: '\u001B' }], c: 1 })).toEqual({
      a: [String.raw`\u000a`, { b: String.raw`\u001b` }],
      c: 1,
    });
  });

  it('contains no commands to a CI runner', () => {
    expect(harmless('  ::error::x\n##[error]x ##vso[task]y', false)).toBe(
      String.raw`  \u003a:error::x` + '\n' + String.raw`\u0023#[error]x \u0023#vso[task]y`,
    );
    expect(harmless('std::vector', false)).toBe('std::vector');
    expect(harmless('\u001B[31mred\u001B[39m \u001B[2J', true)).toBe(
      '\u001B[31mred\u001B[39m ' + String.raw`\u001b[2J`,
    );
  });

  it('can be pasted into a shell', () => {
    const line = replayLine("a'b\n\u001B\\.json");
    expect(line).toContain(String.raw`$'a\'b\u000a\u001b\\.json'`);
  });
});

describe('a trace with malicious texts', () => {
  it.each([[[]], [['--verbose']], [['--flip']], [['--json']], [['--itf']], [['--as-test']]])(
    'is escaped by replay %j',
    async (flags) => {
      const { status, stdout, stderr } = await runHere(['replay', fileOf(evil), ...flags]);
      expect(status).not.toBe(4);
      expectHarmless(stdout + stderr);
    },
  );

  it('is escaped on its page', async () => {
    const page = join(temporaryFolder(), 'page.html');
    await runHere(['view', fileOf(evil), '--out', page]);
    const text = readFileSync(page, 'utf8');
    expect(text).not.toContain('<b>');
    const [, json = ''] = /<script type="application\/json" id="trace">([^<]*)</.exec(text) ?? [];
    const view: unknown = JSON.parse(json);
    expect(view).toMatchObject({ title: printable(EVIL), reference: printable(EVIL) });
    expect(printableData(view)).toEqual(view);
  });

  it('is escaped in a test', () => {
    const violation = { id: 'P1', property: 'P1 coverage', what: EVIL } as Violation;
    const test = asTest(parseTrace(evil, 'evil'), violation);
    expect(test).toContain(`// ${printable(EVIL)}\nit(`);
  });
});

describe('a report of a gate', () => {
  it('is escaped in annotations and in the summary', () => {
    const report = {
      verdict: 'incomplete',
      isInterrupted: false,
      subject: '![x](http://x) <b> `a`',
      made: {
        at: '2026-01-01T00:00:00Z',
        migcheck: '<b>',
        node: '`',
        flags: ['<b>'],
        machine: '<b>',
      },
      origin: 'x',
      seconds: 1,
      executions: 1,
      steps: 1,
      stepsPerSecond: undefined,
      sections: [
        {
          id: 'x',
          title: 'x',
          cases: [
            { name: 'a\n::error::b', status: 'incomplete', note: 'x\n::error::c', seconds: 0 },
          ],
        },
      ],
    } satisfies GateReport;
    const lines = annotationsOf(report, { GITHUB_ACTIONS: 'true' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(summaryOf(report)).not.toMatch(/!\[x\]\(|<b>/);
  });
});
