/**
 * Collects the steps of a recording: those that all pages share, and those of one page. The result is, for
 * each page, everything that happened to it, in the order of each thread.
 */
import type { RecordedBlock } from '../../../traces/recording-file.ts';
import type { ObservedStep } from './step.ts';

/** A page by name, like `pc.ram:256`. */
export type PageName = string;

export function pageName(block: string, page: number): PageName {
  return `${block}:${page}`;
}

export function blockOf(page: PageName): string {
  return page.slice(0, page.lastIndexOf(':'));
}

export class PageSteps {
  private readonly shared: ObservedStep[] = [];
  /** Each step of one page, with the number of shared steps before it. */
  private readonly own = new Map<
    PageName,
    { readonly after: number; readonly step: ObservedStep }[]
  >();

  /** Adds a step of every page. */
  addShared(step: ObservedStep): ObservedStep {
    this.shared.push(step);
    return step;
  }

  add(page: PageName, step: ObservedStep): ObservedStep {
    const steps = this.own.get(page) ?? [];
    steps.push({ after: this.shared.length, step });
    this.own.set(page, steps);
    return step;
  }

  of(page: PageName): readonly ObservedStep[] {
    const own = this.own.get(page) ?? [];
    let next = 0;
    const steps = this.shared.flatMap((step, index) => {
      const before: ObservedStep[] = [];
      for (; (own[next]?.after ?? Infinity) <= index; next++)
        before.push((own[next] as { step: ObservedStep }).step);
      return [...before, step];
    });
    return [...steps, ...own.slice(next).map(({ step }) => step)];
  }
}

/** Pages of the host page that a page belongs to. */
export function hostPageAround(
  { pages, pagesPerHostPage }: RecordedBlock,
  page: number,
): readonly number[] {
  const first = page - (page % pagesPerHostPage);
  const count = Math.min(pagesPerHostPage, pages - first);
  return Array.from({ length: count }, (_, part) => first + part);
}
