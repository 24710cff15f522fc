/** Acts on the keys of the page; none of them is taken from a control that has a use for it. */
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

/** Whoever writes means the letter, a slider moves by itself, and a dialog is about nothing else. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || key.length > 1;
  return target instanceof HTMLSelectElement || scrollsSideways(target, key);
}

/** Up and down go on to move through the steps, which is what they are pressed for. */
function scrollsSideways(target: EventTarget | null, key: string): boolean {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return false;
  if (!(target instanceof HTMLElement) || target.dataset['scrolls'] === undefined) return false;
  return target.scrollWidth > target.clientWidth;
}
