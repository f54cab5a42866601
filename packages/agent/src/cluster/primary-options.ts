import type { AttachOptions } from '../options.ts'

export type PrimaryOptions = Pick<
  AttachOptions,
  'id' | 'group' | 'control' | 'trust' | 'journalDir' | 'limits' | 'demo' | 'clock' | 'onError'
>
