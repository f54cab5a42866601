'use client'
import { isDemo } from '../../domain/is-demo.ts'
import { useLive } from './live-query.ts'

/** Whether servers of the demo are shown. */
export const useDemo = (): boolean => useLive(({ picture }) => picture !== null && isDemo(picture.state))
