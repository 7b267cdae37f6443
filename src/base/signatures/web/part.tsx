import './signatures.css'
import { Skeleton } from '@mantine/core'
import type { WorkItem } from '#base/work/contract.ts'
import type { BulkFormProps, FormProps } from '#base/work/web/parts.ts'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Dialog, Facts, Notice, Panel, ProblemState } from '#kit/console/index.ts'
import type { TurnView } from '../contract.ts'
import { api } from './api.ts'
import { Signers } from './signers.tsx'
import { Papers, RefuseForm, SignForm } from './signing.tsx'

/** In an item of work: what is to be signed, who asks, and who signs besides. */
export function TurnPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.signatures.turns, { query: { workId: item.id } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={180} />
  const [turn] = data.turns
  if (!turn) return item.closedAt === null ? <Notice icon="lock" title={t('signatures.web.anothers')} /> : null
  return (
    <Panel title={turn.title}>
      <div className="k-stack">
        <Facts
          facts={[
            [t('signatures.web.asked'), turn.askedBy ?? '–'],
            [t('signatures.web.with'), turn.sealOf ?? t('signatures.web.own')],
            [t('signatures.web.order'), t(`signatures.web.order.${turn.order}`)],
          ]}
        />
        <Papers papers={turn.papers} />
        <Signers signers={turn.signers} />
      </div>
    </Panel>
  )
}

/** The caller's turns of these items. */
function useTurns(workIds: readonly string[]): readonly TurnView[] | undefined {
  const { data } = useRead(api.signatures.turns, { query: {} })
  return data?.turns.filter(turn => turn.workId !== null && workIds.includes(turn.workId))
}

/** The caller's turn of an item, to be signed where the paper is read. */
export function SignWork({ workId, onClose }: { workId: string; onClose: () => void }) {
  const t = useWords()
  const turns = useTurns([workId])
  return (
    <Dialog title={t('signatures.web.sign')} onClose={onClose}>
      {turns ? <SignForm turns={turns} onClose={onClose} onDone={onClose} /> : <Skeleton height={120} />}
    </Dialog>
  )
}

export function SignItem({ item, onDone, onClose }: FormProps) {
  const turns = useTurns([item.id])
  const done = () => {
    onClose()
    onDone()
  }
  return turns ? <SignForm turns={turns} onClose={onClose} onDone={done} /> : <Skeleton height={120} />
}

export function RefuseItem({ item, onDone, onClose }: FormProps) {
  const turns = useTurns([item.id])
  const done = () => {
    onClose()
    onDone()
  }
  return turns ? <RefuseForm turns={turns} onClose={onClose} onDone={done} /> : <Skeleton height={120} />
}

export function SignMany({ rows, onDone, onClose }: BulkFormProps) {
  const t = useWords()
  const turns = useTurns(rows.map(row => row.id))
  return (
    <Dialog title={t('signatures.web.sign')} onClose={onClose}>
      {turns ? <SignForm turns={turns} onClose={onClose} onDone={onDone} /> : <Skeleton height={120} />}
    </Dialog>
  )
}

export function RefuseMany({ rows, onDone, onClose }: BulkFormProps) {
  const t = useWords()
  const turns = useTurns(rows.map(row => row.id))
  return (
    <Dialog title={t('signatures.web.refuse')} onClose={onClose}>
      {turns ? <RefuseForm turns={turns} onClose={onClose} onDone={onDone} /> : <Skeleton height={120} />}
    </Dialog>
  )
}
