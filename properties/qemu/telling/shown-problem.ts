/** What was found wrong with a recorded run, as its page shows it: the finding's problem, or a fresh judgement. */
import type { QemuRecording } from '../../../traces/recording-file.ts';
import type { KnownFinding } from '../findings/known-findings.ts';
import type { Problem, QemuProperty } from '../judging/problem.ts';
import { resemblanceOf } from '../findings/resemblance.ts';
import { validate } from '../validation/validate.ts';
import { describeContent } from '../validation/step.ts';

export interface ShownProblem {
  readonly property: string;
  /** What the property demands. */
  readonly claim: string;
  readonly what: string;
  readonly hint: string;
  /** Like `m0:381`. */
  readonly pages: readonly string[];
  /** Where in the recording, in the words of validation. */
  readonly where?: string;
}

const claims: Readonly<Record<QemuProperty, string>> = {
  END: 'after a migration both hosts hold the same memory, and every write is in it',
  G1: 'a read returns what was written last',
  R: 'the model allows everything that was recorded',
  GUEST: 'the guest runs on one of the hosts',
  STATUS: 'statuses follow one another in an order that QEMU knows',
  COUNT: 'what QEMU reports of a migration is what was seen of it',
  OPERATOR: 'a monitor answers, also where the main loop may wait',
  LIVENESS: 'when nothing is held any more, everything ends',
  CRASH: 'QEMU does not crash',
  FAILED: 'a migration fails only if something gave cause',
  P6: 'the stream can be decoded',
};

/**
 * @param problem - the finding's; without one, the recording itself says what was wrong, or is validated
 * @param known - the defect of QEMU that the problem is known as
 */
export function shownProblem(
  recording: QemuRecording,
  problem?: Problem,
  known?: KnownFinding,
): ShownProblem | undefined {
  const objections = (recording.deeds ?? []).filter(({ actor }) => actor === 'judge');
  if (problem !== undefined) {
    const { property, text, pages } = problem;
    const others = objections.map((one) => one.text).filter((other) => other !== text);
    const where = property === 'R' ? WHERE.exec(text)?.[0] : undefined;
    return {
      property,
      claim: claims[property],
      what: text,
      hint: [...resemblance(problem, known), ...others, lastWords(recording)].join('; '),
      pages,
      ...(where === undefined ? {} : { where }),
    };
  }
  const [first, ...others] = objections;
  if (first === undefined) return rejectionOf(recording);
  return {
    property: 'The judge',
    claim: 'nothing was to be objected to while the run was observed',
    what: first.text,
    hint: [...others.map(({ text }) => text), lastWords(recording)].join('; '),
    pages: [],
  };
}

function resemblance(problem: Problem, known: KnownFinding | undefined): readonly string[] {
  const bug = known?.resembles ?? resemblanceOf(problem);
  return bug === undefined ? [] : [`it resembles ${bug} (npm run check -- --bug ${bug})`];
}

const WHERE =
  /^(?:wire \d+ item \d+|operation \d+|memory \d+|(?:source|destination) log at \d+: \w+)(?=: )/;

function rejectionOf(recording: QemuRecording): ShownProblem | undefined {
  const found = validate(recording);
  if (found.verdict !== 'rejected' || isCut(recording)) return undefined;
  const { where, step, page, guard, nearest, pages } = found;
  const more = pages.length > 1 ? ` (and ${pages.length - 1} more pages, here or later)` : '';
  return {
    property: 'R',
    claim: claims.R,
    what: `${step}${page === undefined ? '' : ` of ${page}`}${more} is not allowed: ${guard}`,
    hint: nearest === undefined ? lastWords(recording) : `allowed instead: ${nearest}`,
    pages: page === undefined ? [] : [page],
    where,
  };
}

/** After a loss of the link the source sends again what was on its way, which the model does not know. */
function isCut({ deeds = [] }: QemuRecording): boolean {
  return deeds.some(({ text }) => /^(?:cut|pause|quit|kill|recover)\b/.test(text));
}

/** What was under way in the end: an operation without an answer, or what the operator did last. */
function lastWords({ operations, deeds = [] }: QemuRecording): string {
  const open = operations.find(({ acknowledged }) => acknowledged === null);
  if (open !== undefined) {
    const { kind, block, page, host, actor, content } = open;
    const what = content === undefined ? '' : ` of ${describeContent(content)}`;
    const its = `its ${kind}${what} at ${block}:${page} was never acknowledged`;
    return `the ${actor === 'vcpu' ? 'vCPU' : 'device'} on the ${host} still waits: ${its}`;
  }
  const last = deeds.findLast(({ actor }) => actor === 'operator');
  return last === undefined
    ? 'the log of each host says what it did last'
    : `the last command of the operator was: ${last.text}`;
}
