/**
 * When two violations count as the same in the corpus: the same property, the same complaint, and the
 * same action of the same kind of actor in the last line of the shrunk story. The page, vCPU, version
 * and the steps before that line do not matter, because one bug has several shortest stories.
 */
import { hashOf } from '../../judging/execution/digest.ts';
import type { Violation } from '../../telling/story/violation.ts';

/** @returns a name for use in file names, like `p1-coverage-1f0c9a3e` */
export function causeOf({ property, what, steps }: Violation): string {
  const last = steps.at(-1);
  const deed = last === undefined ? '' : `${last.actor.replace(/\d+$/, '')} ${last.action}`;
  const number = (hashOf(`${deed}: ${nameless(what)}`) >>> 0).toString(16).padStart(8, '0');
  return `${slugOf(property)}-${number}`;
}

/** A property's name for use in file names. */
export function slugOf(property: string): string {
  return property.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function nameless(what: string): string {
  return what.replaceAll(/\b\w+:\d+/g, 'a page').replaceAll(/\d+/g, 'some');
}
