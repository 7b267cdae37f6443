import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { newId } from '#core/ids.ts'
import { go, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { EmptyState, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { readPlate } from '../plates.ts'
import type { Decision } from '../rules.ts'
import { api, type Desk, useDesk, useShift } from './api.ts'
import { DecideStep } from './decide-step.tsx'
import { type Change, type Draft, EMPTY, isComplete, recordOf } from './draft.ts'
import { postPath } from './paths.ts'
import { PeopleStep } from './people-step.tsx'
import { PersonStep } from './person-step.tsx'
import { type PlateAnswer, PlateStep } from './plate-step.tsx'
import { type Standing, WithPost } from './post.tsx'
import { keep } from './sending.ts'
import { TripStep } from './trip-step.tsx'

/** One vehicle after the other, for whoever stands in the shift. */
export const RecordVehicle = () => <WithPost show={post => <OnShift post={post} />} />

function OnShift({ post }: { post: Standing }) {
  const t = useWords()
  const desk = useDesk(post.id)
  const shift = useShift(post.id)
  const problem = desk.error ?? shift.error
  if (!desk.data || !shift.data)
    return (
      <main className="s-page">
        {problem ? (
          <ProblemState problem={problem} again={() => void Promise.all([desk.refetch(), shift.refetch()])} />
        ) : (
          <Skeleton lines={5} />
        )}
      </main>
    )
  if (!shift.data.shift?.yours)
    return (
      <Page title={t('roadblocks.web.record')} back={postPath(post.id)}>
        <EmptyState icon="clock" title={t('roadblocks.not-on-shift')} />
      </Page>
    )
  return <Flow post={post} desk={desk.data} deskAt={desk.dataUpdatedAt} />
}

const STEP = 'buoc'
const PERSON = 'nguoi'
/** A look-up that takes longer is not waited for: a vehicle waits at the barrier. */
const PATIENCE_MS = 3_000

export interface Saved {
  readonly plate: string | undefined
  readonly decision: Decision
}

function Flow({ post, desk, deskAt }: { post: Standing; desk: Desk; deskAt: number }) {
  const { me } = useSession()
  const [search] = useSearch()
  const [draft, setDraft] = useState<Draft>(EMPTY)
  const [saved, setSaved] = useState<Saved>()
  const here = postPath(post.id, 'xe')
  const change = (patch: Change) =>
    setDraft(before => ({ ...before, ...(typeof patch === 'function' ? patch(before) : patch) }))
  const to = (step: string) => go(`${here}?${STEP}=${step}`)
  /** After a change of an earlier page: back to the decision, when nothing else is missing. */
  const onFrom = (next: Draft, step: string) => to(isComplete(next) ? 'quyet-dinh' : step)
  const begun = draft.plate !== undefined || draft.vehicle === 'foot'
  const step = begun ? (search.get(STEP) ?? '') : ''
  const person = draft.people.find(one => one.key === search.get(PERSON))

  const identify = async ({ plate, foreign, vehicle, permit }: PlateAnswer) => {
    const same = plate?.key !== undefined && plate.key === draft.plate?.key
    const next: Draft = { ...(same ? draft : EMPTY), plate, vehicle, permit }
    const last = same || !plate ? undefined : await lastOf(post.id, plate.text, foreign)
    const filled: Draft = last ? { ...next, ...last, plate, permit } : next
    setSaved(undefined)
    setDraft(filled)
    onFrom(filled, 'nguoi-tren-xe')
  }

  const decide = async (shown: Decision, decision: Decision, reason: string) => {
    if (!me || !isComplete(draft)) return
    await keep(recordOf(draft, shown, decision, reason), post, { id: me.accountId, name: me.name })
    setSaved({ plate: draft.plate?.text, decision })
    setDraft(EMPTY)
    go(here, { replace: true })
  }

  if (person) return <PersonStep person={person} back={`${here}?${STEP}=quyet-dinh`} draft={draft} onChange={change} />
  if (step === 'nguoi-tren-xe')
    return (
      <PeopleStep post={post} draft={draft} back={here} onChange={change} onNext={() => onFrom(draft, 'hanh-trinh')} />
    )
  if (step === 'hanh-trinh')
    return (
      <TripStep
        desk={desk}
        draft={draft}
        back={`${here}?${STEP}=nguoi-tren-xe`}
        onChange={change}
        onNext={() => to('quyet-dinh')}
      />
    )
  if (step === 'quyet-dinh' && isComplete(draft))
    return (
      <DecideStep
        desk={desk}
        deskAt={deskAt}
        draft={draft}
        back={here}
        linkTo={which => `${here}?${which}`}
        onDecide={decide}
      />
    )
  return <PlateStep post={post} draft={draft} saved={saved} onNext={identify} />
}

/** What the posts remember of a vehicle; nothing without a network, and nobody waits long for it. */
async function lastOf(roadblockId: string, plate: string, foreign: boolean): Promise<Partial<Draft> | undefined> {
  if (!readPlate(plate, foreign)) return undefined
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    const { last } = await api.roadblocks.vehicle(
      { params: { roadblockId }, body: { plate, foreign } },
      { signal: patience.signal },
    )
    if (!last) return undefined
    const { vehicle, fromId, toId, purpose, post, at } = last
    const people = [...last.people]
      .sort((a, b) => Number(b.driver) - Number(a.driver))
      .map(({ driver: _, birthYear, ...one }) => ({ ...one, key: newId(), birthYear: birthYear ?? undefined }))
    return { vehicle, fromId, toId, purpose, people, seen: { post, at } }
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
