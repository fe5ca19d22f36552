import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

interface Shown {
  target: HTMLElement;
  text: string;
}

const HOVER_DELAY_MS = 250;

/** What an element says of itself under the pointer or the keyboard's focus; {@link SharedHint} shows it. */
export function hint(text: string | null | undefined): { 'data-hint'?: string } {
  return text ? { 'data-hint': text } : {};
}

/**
 * The one tooltip of the page, for whatever carries {@link hint}. A tooltip to each control made a fleet of cards
 * slow to scroll. It shows; names and descriptions for assistive technology are the elements' own.
 */
export function SharedHint() {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => listen(setShown), []);
  return (
    shown !== null && (
      <Tooltip opened target={shown.target} label={shown.text} multiline maw={280} zIndex={400} aria-hidden />
    )
  );
}

/** Returns how to stop. */
function listen(show: (shown: Shown | null) => void): () => void {
  const listening = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: HTMLElement | null = null;
  const turnTo = (target: HTMLElement | null, delay: number) => {
    if (target === current) return;
    current = target;
    clearTimeout(timer);
    const text = target?.dataset['hint'];
    if (target === null || text === undefined) {
      show(null);
      return;
    }
    timer = setTimeout(() => target.isConnected && show({ target, text }), delay);
  };
  const on = (event: string, act: (event: Event) => void) =>
    document.addEventListener(event, act, { signal: listening.signal, capture: true, passive: true });

  on('pointerover', ({ target }) => turnTo(hintedAt(target), HOVER_DELAY_MS));
  on('focusin', ({ target }) => {
    if (target instanceof Element && target.matches(':focus-visible')) turnTo(hintedAt(target), 0);
  });
  for (const event of ['focusout', 'scroll', 'pointerleave']) on(event, () => turnTo(null, 0));
  // Why a control is off is read by pressing it too; what one does needs no words once it was pressed.
  on('click', ({ target }) => {
    const hinted = hintedAt(target);
    if (hinted?.ariaDisabled === 'true') turnTo(hinted, 0);
    else turnTo(null, 0);
  });
  on('keydown', (event) => event instanceof KeyboardEvent && event.key === 'Escape' && turnTo(null, 0));
  return () => {
    clearTimeout(timer);
    listening.abort();
  };
}

function hintedAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-hint]') : null;
}
