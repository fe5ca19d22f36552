import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import { connectTerminal, type TerminalEnd } from './connect-terminal';
import { TERMINAL_THEMES } from './terminal-theme';

const FONT = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
const SCROLLBACK_LINES = 5000;
const FILL = { height: '100%', minHeight: 0, overflow: 'hidden' } as const;

export interface TerminalScreenProps {
  taskId: string;
  colorScheme: 'light' | 'dark';
  /** The shell has shown something. */
  onOpen: () => void;
  onEnd: (end: TerminalEnd) => void;
}

/** One terminal, connected for as long as it is on the page. Another one is made by another React `key`. */
export function TerminalScreen({ taskId, colorScheme, onOpen, onEnd }: TerminalScreenProps) {
  const place = useRef<HTMLElement>(null);
  const shown = useRef<Terminal>(null);
  const report = useRef({ onOpen, onEnd });
  useEffect(() => {
    report.current = { onOpen, onEnd };
  });
  const firstScheme = useRef(colorScheme);

  useEffect(() => {
    if (place.current === null) return undefined;
    const terminal = new Terminal({
      cursorBlink: true,
      fontFamily: FONT,
      fontSize: 13,
      scrollback: SCROLLBACK_LINES,
      screenReaderMode: true,
      minimumContrastRatio: 4.5,
      theme: TERMINAL_THEMES[firstScheme.current],
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(place.current);
    fit.fit();
    terminal.textarea?.setAttribute('aria-label', `Terminal input of ${taskId}`);
    terminal.attachCustomKeyEventHandler((event) => !copies(event, terminal));
    shown.current = terminal;

    const connection = connectTerminal(taskId, terminal, {
      onBytes: (bytes, drawn) => {
        report.current.onOpen();
        terminal.write(bytes, drawn);
      },
      onEnd: (end) => {
        terminal.options.disableStdin = true;
        terminal.options.cursorBlink = false;
        report.current.onEnd(end);
      },
    });
    terminal.onData(connection.send);
    terminal.onResize(connection.resize);
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(place.current);
    terminal.focus();
    return () => {
      observer.disconnect();
      connection.close();
      terminal.dispose();
      shown.current = null;
    };
  }, [taskId]);

  useEffect(() => {
    if (shown.current !== null) shown.current.options.theme = TERMINAL_THEMES[colorScheme];
  }, [colorScheme]);

  return <section ref={place} style={FILL} aria-label={`Terminal of ${taskId}`} />;
}

/** Ctrl-Shift-C copies what is selected, as terminals have it; Ctrl-C is the shell's. The browser pastes by itself. */
function copies(event: KeyboardEvent, terminal: Terminal): boolean {
  const isCopy = event.type === 'keydown' && event.ctrlKey && event.shiftKey && event.code === 'KeyC';
  if (!isCopy || !terminal.hasSelection()) return false;
  event.preventDefault();
  void navigator.clipboard.writeText(terminal.getSelection());
  return true;
}
