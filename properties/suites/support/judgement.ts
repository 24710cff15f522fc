/** Judgements that were not made by a run, for what only looks at their problems. */
import type { Judgement } from '../../qemu/judging/judge.ts';
import type { Problem } from '../../qemu/judging/problem.ts';

/** Has no recording: reading it would fail. */
export function judgementOf(problems: readonly Problem[]): Judgement {
  return {
    problems,
    recording: undefined as never,
    story: [],
    isValidated: true,
    notUnderstood: undefined,
  };
}
