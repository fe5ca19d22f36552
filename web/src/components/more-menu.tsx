import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';

interface Props {
  label: string;
  /** Its items; drawn when it is opened. */
  children: () => ReactNode;
}

/** The rest of the actions. Until it is first opened it is a button and nothing else, for long lists have many. */
export function MoreMenu({ label, children }: Props) {
  const [isMade, setMade] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const look = { variant: 'subtle', color: 'gray', size: 34, 'aria-label': label } as const;
  if (!isMade) {
    return (
      <ActionIcon {...look} aria-haspopup="menu" aria-expanded={false} onClick={() => setMade(true)}>
        <IconDots size={17} />
      </ActionIcon>
    );
  }
  return (
    // The button that was pressed is another one by now: the focus cannot find its way back alone.
    <Menu
      defaultOpened
      position="bottom-end"
      withinPortal
      withInitialFocusPlaceholder={false}
      shadow="md"
      onClose={() => button.current?.focus()}
    >
      <Menu.Target>
        <ActionIcon {...look} ref={button}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children()}</Menu.Dropdown>
    </Menu>
  );
}
