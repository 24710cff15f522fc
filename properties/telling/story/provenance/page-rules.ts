/**
 * What each kind of step must do to the records of a page: to H, L, I, S and D, to whether the page is
 * armed, and to whether the log of its chunk is still to be cleared. These rules do not judge a run.
 * Once a violation is found, they tell the last step at which the records departed from the rules. That
 * step is nearly always the cause, and the violation, perhaps much later, is its consequence.
 */
import type { Scenario } from '../../../../impl/scenario.ts';
import type { Layout } from '../../../../impl/system.ts';
import { pageBit } from '../../../../impl/system.ts';
import type { FrameEvent } from '../../film/frames.ts';
import { rules } from '../../mechanisms.ts';
import type { Disorder, RuleDesk, RuledPages, RuleHandlers, RuleMemory } from './rule.ts';

/** The bits of every page that the step's events should lead to. */
interface ExpectedBits {
  readonly bits: Uint16Array;
  /** The last rule that set or cleared a bit of a page, if any. */
  readonly ruleOf: (page: number, bit: number) => string | undefined;
  /** Breaches in the order of events inside the step. */
  readonly disorder: readonly Disorder[];
}

export interface PageRules {
  /** Call this for each step of a run in turn. */
  readonly expect: (bitsBefore: Uint16Array, events: readonly FrameEvent[]) => ExpectedBits;
}

const { dirty, parked, logged, hypervisorLogged, armed, clearPending, shadow } = pageBit;
/** The bits that the rules cover completely. */
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
