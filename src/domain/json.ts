/** Data that survives JSON unchanged: what workflow state, memos and labels may hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
