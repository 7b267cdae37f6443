import { Button } from '@mantine/core'
import { Items } from '#kit/console/index.ts'
import type { WorkResult } from '../contract.ts'

interface FailedProps {
  /** How many, in words. */
  readonly said: string
  readonly failed: readonly WorkResult[]
  /** What each is called, by id. */
  readonly nameOf: (id: string) => string | undefined
  readonly seen: string
  readonly onSeen: () => void
}

/** Of what was done for many: which were left as they were, and why. */
export function Failed({ said, failed, nameOf, seen, onSeen }: FailedProps) {
  return (
    <div className="k-stack">
      <p>{said}</p>
      <Items items={failed.map(({ id, problem }) => ({ id, title: nameOf(id), detail: problem?.title }))} />
      <div className="k-foot">
        <Button data-autofocus onClick={onSeen}>
          {seen}
        </Button>
      </div>
    </div>
  )
}
