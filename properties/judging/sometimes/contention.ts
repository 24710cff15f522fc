/** Premises about locks: that threads come in each other's way at all. */
import { mutexNames } from '../lockstep/mutexes.ts';
import type { Observer } from './observer.ts';

export const observeContention: Observer = ({ system }, reach) => {
  const { driver } = system;
  const backgroundSync = driver.threads.indexOf('background sync');
  if (backgroundSync < 0) return {};
  return {
    on: {
      ram_take_dirty() {
        // Nobody but the sender can take a page: it is the sender who has what the other wants.
        const { label } = driver.comingStep(backgroundSync);
        if (label === mutexNames[1]) reach('sync-waits-for-slice');
      },
    },
  };
};
