import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type FleetView, isSort } from './fleet-view';

export type Layout = 'cards' | 'table';

/** The view in the address, so that it can be sent to somebody and survives a reload. */
export function useFleetView() {
  const [params, setParams] = useSearchParams();
  const view = useMemo((): FleetView & { layout: Layout } => {
    const sort = params.get('sort') ?? '';
    return {
      search: params.get('q') ?? '',
      runner: params.get('runner') ?? '',
      status: params.get('status') ?? '',
      sort: isSort(sort) ? sort : 'name',
      layout: params.get('view') === 'table' ? 'table' : 'cards',
    };
  }, [params]);

  const change = useCallback(
    (name: 'q' | 'runner' | 'status' | 'sort' | 'view', value: string | null) => {
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === null || value === '') after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  return { view, change };
}
