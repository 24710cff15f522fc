/** A trace as a vitest file, which fails as long as the run or one near it violates something. */
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
          '// The bug that the trace was recorded with is put into the engine first. Remove `bug` from the',
          '// trace to replay it on the engine as it is.',
        ];
  return [
    '/** A run that migcheck has found. The test fails until neither it nor a run near it violates a property. */',
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

/** A user who asks for the test has agreed to run the code that the trace brings along. */
function optionsFor(trace: Trace): readonly string[] {
  const { system, trust } = consentFor(trace);
  const options = [
    ...(system === undefined ? [] : ['system: trace.system']),
    ...(trust === true ? ['trust: true'] : []),
  ];
  return options.length === 0 ? [] : [`{ ${options.join(', ')} }`];
}
