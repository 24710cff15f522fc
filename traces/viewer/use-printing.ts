/** Whether the page is being printed: then the whole list is drawn, because paper does not scroll. */
import { useLayoutEffect, useState } from 'preact/hooks';

export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useLayoutEffect(() => {
    const media = matchMedia('print');
    const look = (): void => setPrinting(media.matches);
    const begin = (): void => setPrinting(true);
    look();
    media.addEventListener('change', look);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', look);
    return () => {
      media.removeEventListener('change', look);
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', look);
    };
  }, []);
  return isPrinting;
}
