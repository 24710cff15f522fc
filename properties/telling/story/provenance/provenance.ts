/**
 * The provenance of a violation: the causal chain of the page, lock, count or stream that it is about,
 * and the step that broke the chain with what it should have done. It is derived from a film alone, so
 * that text, JSON and page agree.
 */
import { pageBit } from '../../../../impl/system.ts';
import type { Objection } from '../../../judging/lockstep/objections.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import type { Filmed } from '../../film/frames.ts';
import type { StepName } from '../step-name.ts';
import { nameOfStep } from '../step-name.ts';
import type { StoryStep } from '../story-step.ts';
import { standingBefore } from '../../film/frames.ts';
import type { Breach } from './breach.ts';
import { findBreaches } from './breaches.ts';
import type { Provenance } from './causal-chain.ts';
import { closingChain, controlChain } from './control-chain.ts';
import type { CausalLink } from './link.ts';
import { pageChain } from './page-chain.ts';
import { priorityBreach } from './priority-break.ts';
import { searchBreach } from './search-break.ts';
import { statusBreach, statusChain } from './status-chain.ts';
import { streamChain } from './stream-chain.ts';
import { LAST_TOLD } from './why.ts';
import { accessChain, brokenStepChain, lockOrderChain, waitChain } from './thread-chain.ts';

/** The steps that the report names, so that the story has to tell them; counted from 1. */
export function stepsNamedBy({ breaks, kind, links }: Provenance): readonly number[] {
  const named = kind === 'shared' ? [...breaks, ...links.slice(-LAST_TOLD)] : breaks;
  return named.map(({ step }) => step);
}

/** Adds to each step the line of the story that tells it. */
export function nameSteps(provenance: Provenance, story: readonly StoryStep[]): Provenance {
  const name = <Item extends { readonly step: number }>(item: Item): Item & StepName => ({
    ...item,
    ...nameOfStep(item.step, story),
  });
  const { links, breaks } = provenance;
  return { ...provenance, links: links.map(name), breaks: breaks.map(name) };
}

/** @param objection - the gravest one at the film's last step */
export function tellProvenance(filmed: Filmed, objection: Objection): Provenance {
  const chain = chainOf(filmed, objection);
  const breaches = decisiveBreaches(filmed, objection);
  const breaks = breaches.map(({ at, page, did, should }) => ({
    step: at + 1,
    actor: filmed.frames[at]?.thread ?? '',
    label: filmed.frames[at]?.label ?? '',
    ...(page === NO_PAGE ? {} : { page: nameOfPage(filmed.layout, page) }),
    did,
    should,
  }));
  return { ...chain, breaks };
}

function chainOf(filmed: Filmed, objection: Objection): Omit<Provenance, 'breaks'> {
  const { property, page, about } = objection;
  switch (property) {
    case 'DEADLOCK':
      return { about: 'threads', kind: 'threads', links: waitChain(filmed) };
    case 'CRASH':
    case 'PROGRESS':
      // If threads are blocked, that says more than the accesses of the last step.
      if (filmed.waits.length > 0)
        return { about: 'threads', kind: 'threads', links: waitChain(filmed) };
      return { about: 'threads', kind: 'threads', links: brokenStepChain(filmed) };
    case 'O1':
      return { about: 'migration status', kind: 'shared', links: statusChain(filmed) };
    case 'P4':
      return { about: 'dirty page count', kind: 'shared', links: countChain(filmed) };
    case 'P6':
    case 'N5':
      return {
        about: 'stream',
        kind: 'stream',
        links: [...streamChain(filmed), ...closingChain(filmed)],
      };
    case 'P5':
      return about === undefined
        ? { about: 'lock order', kind: 'shared', links: lockOrderChain(filmed) }
        : { about, kind: 'shared', links: accessChain(filmed, about, page) };
    default:
      return page === NO_PAGE
        ? { about: 'migration', kind: 'migration', links: controlChain(filmed) }
        : {
            about: nameOfPage(filmed.layout, page),
            kind: 'page',
            links: pageChain(filmed, page),
          };
  }
}

/** If no rule was broken, the breach may be a wrong decision at the last step: a status, a page, a search. */
function decisiveBreaches(filmed: Filmed, { property, page }: Objection): readonly Breach[] {
  const found = findBreaches(filmed);
  if (found.length > 0) return lastBreaches(found, page);
  if (property === 'O1') return statusBreach(filmed);
  if (property === 'N6') return priorityBreach(filmed, page);
  return property === 'N2' ? searchBreach(filmed, page) : [];
}

/** The breaches of the last step that broke a rule about the page or, if there is none, any rule. */
function lastBreaches(breaches: readonly Breach[], page: number): readonly Breach[] {
  const last = breaches.findLast((breach) => breach.page === page) ?? breaches.at(-1);
  if (last === undefined) return [];
  const together = breaches.filter(({ at }) => at === last.at);
  return together.toSorted((one, other) => Number(other.page === page) - Number(one.page === page));
}

/** The changes of the dirty page count, and of the bits that it should count. */
function countChain(filmed: Filmed): readonly CausalLink[] {
  const bitsOf = (bits: Uint16Array): number =>
    bits.filter((one) => (one & pageBit.dirty) !== 0).length;
  const changes = filmed.frames.flatMap((frame, at): readonly CausalLink[] => {
    const before = standingBefore(filmed, at);
    const isSame =
      before.dirtyPageCount === frame.dirtyPageCount && bitsOf(before.bits) === bitsOf(frame.bits);
    if (isSame) return [];
    const text =
      `count ${before.dirtyPageCount} to ${frame.dirtyPageCount}, ` +
      `bits set ${bitsOf(before.bits)} to ${bitsOf(frame.bits)}`;
    return [{ step: at + 1, actor: frame.thread, kind: 'count', text }];
  });
  return changes;
}
