/**
 * During a run, JavaScript's global random numbers and clock throw: a run that used them could not be
 * repeated.
 */

class DeterminismViolation extends Error {
  override readonly name = 'DeterminismViolation';
}

/** @throws DeterminismViolation if `work` asks for a random number or for the time */
export function forbidChance<Result>(work: () => Result): Result {
  const { random } = Math;
  const { now } = Date;
  Math.random = () => {
    throw new DeterminismViolation(
      'Math.random must not be called: random numbers come from the seed',
    );
  };
  Date.now = () => {
    throw new DeterminismViolation(
      'Date.now must not be called: time passes in ticks of the scenario',
    );
  };
  try {
    return work();
  } finally {
    Math.random = random;
    Date.now = now;
  }
}
