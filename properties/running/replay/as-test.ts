/** A trace as a vitest file: it fails as long as the run, or one near it, violates something. */
import { printable } from '../../../traces/printable.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { printTrace } from '../../../traces/trace-file.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { consentFor } from './consent.ts';
import type { Violation } from '../../telling/story/violation.ts';

export function asTest(trace: Trace, { id, property, what }: Violation): string {
  const { kind, claim } = properties[id];
  const given = ['trace', ...optionsFor(trace)].join(', ');
  const bug =
    trace.bug === undefined
      ? []
      : [
          '// The bug that it was recorded with is put into the engine first. Without `bug`, the trace is',
          '// replayed on the engine as it is.',
        ];
  return [
    '/** A run that migcheck has found. This fails until neither it nor a run near it is violated. */',
    "import { replayTrace } from 'migcheck/replay';",
    "import { expect, it } from 'vitest';",
    '',
    ...bug,
    `const trace = ${printTrace(trace).trimEnd()};`,
    '',
    `// ${printable(what)}`,
    `it(${JSON.stringify(`${property}: ${kind}: ${claim}`)}, async () => {`,
    `  const { violation, report } = await replayTrace(${given});`,
    '  expect(violation, report).toBeUndefined();',
    '}, 60_000);',
    '',
  ].join('\n');
}

/** Whoever asks for the test has said that what the trace brings along may be run. */
function optionsFor(trace: Trace): readonly string[] {
  const { system, trust } = consentFor(trace);
  const options = [
    ...(system === undefined ? [] : ['system: trace.system']),
    ...(trust === true ? ['trust: true'] : []),
  ];
  return options.length === 0 ? [] : [`{ ${options.join(', ')} }`];
}
