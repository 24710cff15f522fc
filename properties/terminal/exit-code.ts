/** Exit codes of every command. */
export const exitCode = {
  passed: 0,
  violated: 1,
  usage: 2,
  incomplete: 3,
  harnessBug: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
