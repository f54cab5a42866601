'use client'
import { createContext } from 'react'
import { createTrailBook, type TrailBook } from './trail-book.ts'

/** The trails of this tab. Written with every picture, read when a picture is drawn. */
export const Trails = createContext<TrailBook>(createTrailBook())
