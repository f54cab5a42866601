import { type Infer, object, oneOf, text } from '@stormdeck/protocol'

/** Every API error: what failed, and what to do. */
export const apiErrorShape = object({
  error: oneOf([
    'bad-request',
    'forbidden',
    'not-found',
    'conflict',
    'unsafe',
    'unsupported',
    'unavailable',
    'too-large',
    'internal',
  ]),
  message: text(600),
})
export type ApiError = Infer<typeof apiErrorShape>
