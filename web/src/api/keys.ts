/** The names under which answers are cached; events of the stream are written under the same ones. */
export const keys = {
  session: ['session'] as const,
  fleet: ['fleet'] as const,
  vps: (taskId: string) => ['vps', taskId] as const,
  operation: (id: string) => ['operation', id] as const,
  operations: (filter: object = {}) => ['operations', filter] as const,
  allOperations: ['operations'] as const,
  runners: ['runners'] as const,
};
