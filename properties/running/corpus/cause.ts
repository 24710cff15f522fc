/**
 * What makes two violations the same one for the corpus: the property, what is said to be wrong, and
 * who did what in the last line of the shrunk story, where it became wrong. Which page, vCPU and
 * version it was makes no difference, nor does the way there: one bug has several shortest stories.
 */
import { hashOf } from '../../judging/execution/digest.ts';
import type { Violation } from '../../telling/story/violation.ts';

/** @returns a name that can be part of a file's, like `p1-coverage-1f0c9a3e` */
export function causeOf({ property, what, steps }: Violation): string {
  const last = steps.at(-1);
  const deed = last === undefined ? '' : `${last.actor.replace(/\d+$/, '')} ${last.action}`;
  const number = (hashOf(`${deed}: ${nameless(what)}`) >>> 0).toString(16).padStart(8, '0');
  return `${slugOf(property)}-${number}`;
}

/** A property's name as part of a file's. */
export function slugOf(property: string): string {
  return property.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function nameless(what: string): string {
  return what.replaceAll(/\b\w+:\d+/g, 'a page').replaceAll(/\d+/g, 'some');
}
