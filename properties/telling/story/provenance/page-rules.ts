/**
 * What each kind of step has to do to the records of a page: to H, L, I, S and D, to whether it is
 * armed, and to whether the log of its chunk is yet to be cleared. It judges nothing. When something
 * is wrong, it tells at which step the records last became other than the rules say: nearly always
 * that is the cause, and the violation, which may come much later, the symptom.
 */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Layout } from '../../../../impl/system.ts';
import { pageBit } from '../../../../impl/system.ts';
import type { FrameEvent } from '../../film/frames.ts';
import { rules } from '../../mechanisms.ts';
import type { Disorder, RuleDesk, RuledPages, RuleHandlers, RuleMemory } from './rule.ts';

/** What the step's events make of the bits of every page, if all is well. */
export interface ExpectedBits {
  readonly bits: Uint16Array;
  /** The rule that spoke last of a bit of a page, if one has. */
  readonly ruleOf: (page: number, bit: number) => string | undefined;
  /** What is wrong with the order of events inside the step: a page, and what is wrong with it. */
  readonly disorder: readonly Disorder[];
}

export interface PageRules {
  /** To be called for each step of a run in turn. */
  readonly expect: (bitsBefore: Uint16Array, events: readonly FrameEvent[]) => ExpectedBits;
}

const { dirty, parked, logged, hypervisorLogged, armed, clearPending, shadow } = pageBit;
/** The bits of which the rules know everything. */
export const RULED: number =
  dirty | parked | logged | hypervisorLogged | armed | clearPending | shadow;

export function pageRules(scenario: Scenario, layout: Layout): PageRules {
  const memory: RuleMemory = {
    fetched: new Uint8Array(layout.pages),
    isLogging: false,
    isStopped: false,
    isLastStage: false,
  };
  return {
    expect(bitsBefore, events) {
      const said = new Map<string, string>();
      const bits = bitsBefore.slice();
      const disorder: Disorder[] = [];
      const page: RuledPages = {
        has: (number, bit) => ((bits[number] as number) & bit) !== 0,
        set(number, bit, isSet, rule) {
          const before = bits[number] as number;
          bits[number] = isSet ? before | bit : before & ~bit;
          said.set(`${number}/${bit}`, rule);
        },
      };
      const desk: RuleDesk = { scenario, layout, memory, page, disorder };
      const handlers = Object.assign({}, ...rules.map((one) => one(desk))) as RuleHandlers;
      for (const { name, args } of events) handlers[name]?.(...args);
      return { bits, ruleOf: (number, bit) => said.get(`${number}/${bit}`), disorder };
    },
  };
}
