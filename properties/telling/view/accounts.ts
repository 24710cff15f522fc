/** The texts on the page of a trace: the story, what broke the chain, what makes the difference. */
import type { Account, AccountLine } from '../../../traces/trace-view.ts';
import type { Flip, FlippedChoice, FlippedWrite } from '../story/flip.ts';
import type { Filmed, Frame } from '../film/frames.ts';
import { nameOfPlace } from '../story/lanes.ts';
import type { Provenance } from '../story/provenance/causal-chain.ts';
import type { StoryStep } from '../story/story-step.ts';
import { legendOf } from '../story/violation-report.ts';
import type { Violation } from '../story/violation.ts';

/** The accounts in reading order; those without lines are left out. */
export function accountsOf(
  violation: Violation,
  flip: Flip | undefined,
  { frames }: Filmed,
): readonly Account[] {
  const { provenance } = violation;
  const { choice, write } = flip ?? {};
  const accounts = [
    storyOf(violation),
    { title: 'What broke the chain', lines: linesOfBreaks(provenance) },
    {
      title: 'What makes the difference',
      lines: [
        ...(choice ? linesOfChoice(choice) : []),
        ...(write ? [lineOfWrite(write, frames[write.step - 1])] : []),
      ],
    },
    { title: 'The run that passes, from there on', lines: choice?.passes.map(elsewhere) ?? [] },
    { title: `What happened to ${provenance.about}`, lines: linesOfChain(provenance) },
  ];
  return accounts.filter(({ lines }) => lines.length > 0);
}

function storyOf(violation: Violation): Account {
  const legend = legendOf(violation);
  return {
    title: 'The story',
    ...(legend === undefined ? {} : { legend }),
    lines: violation.steps.map(({ actor, text, runSteps, source, bits }) => ({
      actor,
      text,
      steps: runSteps,
      ...(source === undefined ? {} : { place: nameOfPlace(source) }),
      ...(bits === undefined ? {} : { note: bits }),
    })),
  };
}

function linesOfChain({ links }: Provenance): readonly AccountLine[] {
  return links.map(({ actor, text, step }) => ({ actor, text, steps: [step] }));
}

function linesOfBreaks({ breaks, about }: Provenance): readonly AccountLine[] {
  return breaks.flatMap(({ actor, did, should, step, page }, index) => [
    {
      actor,
      text: page === undefined || page === about ? did : `of ${page}: ${did}`,
      steps: [step],
    },
    ...(breaks[index + 1]?.should === should
      ? []
      : [{ actor: 'should be:', text: should, steps: [] }]),
  ]);
}

function linesOfChoice({ step, went, instead }: FlippedChoice): readonly AccountLine[] {
  return [
    { actor: went.thread, text: `goes on (${went.label})`, steps: [step] },
    {
      actor: `if ${instead.thread} does:`,
      text: `nothing is violated (${instead.label})`,
      steps: [],
    },
  ];
}

/** @param frame - the frame of the write, if it was completed */
function lineOfWrite({ step, actor, page }: FlippedWrite, frame: Frame | undefined): AccountLine {
  const text = `without its write to ${page}, nothing is violated`;
  const who = frame?.thread ?? `actor ${actor}`;
  return { actor: who, text, steps: frame === undefined ? [] : [step] };
}

/** A line of another run: its steps are not steps of this run, so they are left out. */
function elsewhere({ actor, text }: StoryStep): AccountLine {
  return { actor, text, steps: [] };
}
