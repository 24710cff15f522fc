/**
 * How `mixed` varies the families that it draws from in turn. Some scenarios get features of no particular
 * family, and some leave out events that their family may have: what hides behind these events shows sooner
 * without them (Groce, Zhang, Eide, Chen, Regehr, "Swarm Testing", ISSTA 2012). All of this depends on the
 * number of the scenario alone.
 */
import { hashOf } from '../../judging/execution/digest.ts';
import type { Family } from './family.ts';

/** One scenario in this many finds a used destination, and one in this many is about coming back. */
const RARE = 8;
/** An event that need not come is left out of one scenario in this many. */
const LEFT_OUT = 4;

/** @param families - those that take turns */
export function familyOfMixed(families: readonly Family[], number: number): Family | undefined {
  const family = families[number % families.length];
  if (family === undefined) return undefined;
  const isChosen = (what: string, oneIn: number): boolean =>
    // The lowest bits of the hash depend on few of the text's.
    (hashOf(`${what}/${number}`) >>> 12) % oneIn === 0;
  const ticks = Object.entries(family.ticks).filter(
    ([kind, counts]) => Math.min(...counts) > 0 || !isChosen(`without ${kind}`, LEFT_OUT),
  );
  return {
    ...family,
    ticks: Object.fromEntries(ticks),
    isUsed: family.isUsed === true || isChosen('used', RARE),
    comesBack: family.comesBack === true || isChosen('back', RARE),
  };
}
