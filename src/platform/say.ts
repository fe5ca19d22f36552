/** Tells the person at the terminal what happens, a line at a time. */
export type Say = (line: string) => void;
