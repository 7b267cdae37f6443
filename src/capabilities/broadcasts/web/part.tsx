import { Skeleton } from '@mantine/core'
import type { WorkItem } from '#base/work/contract.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'
import { BroadcastFacts } from './one.tsx'

/** In an item of work: the text that waits for approval, to whom it goes and what it costs. */
export function BroadcastPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const broadcastId = item.subject.id
  const { data, error, refetch } = useRead(api.broadcasts.get, { params: { broadcastId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={180} />
  return (
    <>
      <BroadcastFacts broadcast={data} />
      <Link to={`/broadcasts/${broadcastId}`}>{t('broadcasts.web.open')}</Link>
    </>
  )
}

export function ApproveForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const approving = useWrite(api.broadcasts.approve, {
    refreshes: ['work'],
    done: () => {
      onClose()
      onDone()
    },
  })
  return (
    <form
      className="k-stack"
      onSubmit={event => {
        event.preventDefault()
        approving.mutate({ params: { broadcastId: item.subject.id } })
      }}
    >
      <p>{t('broadcasts.web.approve.text')}</p>
      <FormFoot problem={approving.error} onCancel={onClose} busy={approving.isPending}>
        {t('broadcasts.web.approve')}
      </FormFoot>
    </form>
  )
}
