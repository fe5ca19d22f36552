import { defaultPayloadConverter } from '@temporalio/client';

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

/** The first of some payloads; undefined when there is none. */
export function firstOf<T>(payloads: { payloads?: Payload[] | null } | null | undefined): T | undefined {
  const [payload] = payloads?.payloads ?? [];
  return payload && defaultPayloadConverter.fromPayload<T>(payload);
}
