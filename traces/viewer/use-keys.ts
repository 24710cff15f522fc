/** Handles the page's keyboard shortcuts, but leaves a key to a control that uses it itself. */
import { useEffect, useRef } from 'preact/hooks';
import type { Deed } from './keys.ts';
import { shortcuts } from './keys.ts';

export type Deeds = Readonly<Record<Deed, () => void>>;

const deedOf: ReadonlyMap<string, Deed> = new Map(
  (Object.keys(shortcuts) as Deed[]).flatMap((deed) =>
    shortcuts[deed].keys.map((key) => [key, deed] as const),
  ),
);

export function useKeys(deeds: Deeds): void {
  const current = useRef(deeds);
  current.current = deeds;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      const deed = deedOf.get(event.key);
      if (deed === undefined) return;
      event.preventDefault();
      current.current[deed]();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** Text fields need the letters, a slider needs its own keys, and an open dialog takes all keys. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || key.length > 1;
  return target instanceof HTMLSelectElement || scrollsSideways(target, key);
}

/** Left and right scroll a wide element; up and down still move through the steps. */
function scrollsSideways(target: EventTarget | null, key: string): boolean {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return false;
  if (!(target instanceof HTMLElement) || target.dataset['scrolls'] === undefined) return false;
  return target.scrollWidth > target.clientWidth;
}
