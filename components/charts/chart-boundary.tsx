'use client'
import { Component, type ReactNode } from 'react'

/** A chart that fails, or whose code cannot be fetched, takes nothing but its own place. */
export class ChartBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <p className="absolute inset-0 flex items-center justify-center text-small text-ink-3">
        This chart failed to load. Reload the page; the figure above is correct.
      </p>
    )
  }
}
