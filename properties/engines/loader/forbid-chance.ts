/**
 * While a run is on, chance and the clock that JavaScript offers everywhere are traps: whoever asks
 * for them would make a run that cannot be repeated.
 */

class DeterminismViolation extends Error {
  override readonly name = 'DeterminismViolation';
}

/** @throws DeterminismViolation if `work` asks for a random number or for the time */
export function forbidChance<Result>(work: () => Result): Result {
  const { random } = Math;
  const { now } = Date;
  Math.random = () => {
    throw new DeterminismViolation('Math.random: chance is drawn from the seed');
  };
  Date.now = () => {
    throw new DeterminismViolation('Date.now: time is a tick of the scenario');
  };
  try {
    return work();
  } finally {
    Math.random = random;
    Date.now = now;
  }
}
