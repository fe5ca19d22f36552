import { useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { Vps } from '../api/types';
import { VpsCard } from './vps-card';

const CARD_WIDTH = 330;
const GAP = 14;
const ROW_HEIGHT = 268;

/** A grid of cards of which only those in view exist, so that five hundred are as smooth as five. */
export function FleetCards({ vpss }: { vpss: readonly Vps[] }) {
  const { ref, width } = useElementSize();
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [width]);
  const columns = Math.max(1, Math.floor((width + GAP) / (CARD_WIDTH + GAP)));
  const virtualizer = useWindowVirtualizer({
    count: width === 0 ? 0 : Math.ceil(vpss.length / columns),
    estimateSize: () => ROW_HEIGHT,
    gap: GAP,
    overscan: 1,
    useFlushSync: false,
    scrollMargin: top,
    getItemKey: (row) => `${columns} ${vpss[row * columns]?.task_id}`,
  });
  return (
    <section ref={ref} aria-label="VPSs">
      <div
        ref={list}
        style={{
          height: virtualizer.getTotalSize(),
          position: 'relative',
        }}
      >
        {virtualizer.getVirtualItems().map(({ index, key, start }) => (
          <div
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            style={{
              position: 'absolute',
              insetInline: 0,
              top: 0,
              transform: `translateY(${start - top}px)`,
              display: 'grid',
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              gap: GAP,
            }}
          >
            {vpss.slice(index * columns, (index + 1) * columns).map((vps) => (
              <VpsCard key={vps.task_id} vps={vps} />
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}
