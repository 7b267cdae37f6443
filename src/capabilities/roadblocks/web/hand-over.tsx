import { useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { isWaiting, useQueue } from '#core/web/queue.ts'
import { go, goBack } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Choice, type FieldFault, Notice, ProblemState, Skeleton, TextField } from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import { api, useShift } from './api.ts'
import { postPath } from './paths.ts'
import { Figures, type Standing, WithPost } from './post.tsx'
import { kept } from './sending.ts'

/** Ends the shift one stands in: to somebody of the staff, or to nobody yet. */
export const HandOver = () => <WithPost show={post => <Form post={post} />} />

const NOBODY = 'nobody'

function Form({ post }: { post: Standing }) {
  const t = useWords()
  const { data, error, refetch } = useShift(post.id)
  const waiting = useQueue(kept).items.filter(item => isWaiting(item) && item.about.id === post.id).length
  const [to, setTo] = useState<string>()
  const [note, setNote] = useState('')
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const back = postPath(post.id)
  const ending = useWrite(api.roadblocks.end, { done: () => go(back, { replace: true }) })
  if (!data)
    return (
      <main className="s-page">
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={4} />}
      </main>
    )
  const problem = ending.error ? tell(t, ending.error).title : ''
  return (
    <Question
      title={t('roadblocks.web.end.title')}
      back={back}
      faults={faults}
      next={t(to && to !== NOBODY ? 'roadblocks.web.end.do.over' : 'roadblocks.web.end.do')}
      busy={ending.isPending && t('roadblocks.web.saving')}
      onNext={() => {
        setFaults(to ? [] : [{ field: 'to', message: t('roadblocks.web.end.choose') }])
        if (!to) return
        const body = { note: note.trim(), waiting, ...(to === NOBODY ? {} : { toAccountId: to }) }
        ending.mutate({ params: { roadblockId: post.id }, body })
      }}
      after={
        <Button kind="secondary" onClick={() => goBack(back)}>
          {t('roadblocks.web.end.stay')}
        </Button>
      }
    >
      {problem ? <Notice tone="error" title={problem} /> : null}
      {data.shift?.counts ? <Figures counts={data.shift.counts} label={t('roadblocks.web.counts')} /> : null}
      {waiting > 0 ? <Notice icon="offline" title={t('roadblocks.web.end.waiting', { count: waiting })} /> : null}
      <Choice
        name="to"
        label={t('roadblocks.web.end.to')}
        value={to}
        onChange={setTo}
        error={faults[0]?.message}
        options={[
          ...data.colleagues.map(({ accountId, name }) => ({ value: accountId, label: name })),
          { value: NOBODY, label: t('roadblocks.web.end.to.none') },
        ]}
      />
      <TextField
        name="note"
        label={t('roadblocks.web.end.note')}
        hint={t('roadblocks.web.end.note.hint')}
        value={note}
        onChange={setNote}
        lines={3}
        maxLength={1000}
      />
    </Question>
  )
}
