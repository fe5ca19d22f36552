/** What a worker counts of operations. Prometheus shows these with `_total`, and with their unit. */
export const OPERATIONS_METRIC = 'holdfast_operations';
export const OPERATION_DURATION_METRIC = 'holdfast_operation_duration';
