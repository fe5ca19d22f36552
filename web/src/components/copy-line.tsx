import { ActionIcon, Code, CopyButton, Group } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copy-line.module.css';
import { hint } from './shared-hint';

/** A command to take along. */
export function CopyLine({ text, what }: { text: string; what: string }) {
  return (
    <Group gap={4} wrap="nowrap" className={classes['line'] ?? ''}>
      <Code className={classes['code'] ?? ''} title={text}>
        {text}
      </Code>
      <CopyButton value={text} timeout={1500}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            size="sm"
            aria-label={copied ? `The ${what} is copied` : `Copy the ${what}`}
            {...hint(`Copy the ${what}`)}
            onClick={(event) => {
              event.stopPropagation();
              copy();
            }}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        )}
      </CopyButton>
    </Group>
  );
}
