'use client'
import type { ReactNode } from 'react'
import type { PlanStep } from '@/lib/domain/incident/incident.ts'

const WHERE: Record<PlanStep['where'], string> = {
  here: 'from here',
  server: 'on the server',
  client: 'in the client',
  people: 'by people',
}

/** Steps in order; those that can be done from here have their button. */
export function PlanList({ plan, tierAction }: { plan: readonly PlanStep[]; tierAction: ReactNode }) {
  return (
    <ol className="flex list-decimal flex-col gap-2 pl-5">
      {plan.map(step => (
        <li key={step.id} className="pl-1">
          <div className="flex items-center gap-3">
            <span>
              {step.text} <span className="text-small text-ink-3">{WHERE[step.where]}</span>
            </span>
            {step.where === 'here' && <span className="ml-auto">{actionFor(step, tierAction)}</span>}
          </div>
          {lineFor(step) && (
            <code className="mt-1 block overflow-x-auto rounded-chip bg-raised px-2 py-1 font-mono text-small">
              {lineFor(step)}
            </code>
          )}
        </li>
      ))}
    </ol>
  )
}

function lineFor({ where, command }: PlanStep): string | null {
  return where === 'server' ? command : null
}

function actionFor({ command }: PlanStep, tierAction: ReactNode): ReactNode {
  return command === 'tier' ? tierAction : null
}
