import './work.css'
import { Button, Textarea } from '@mantine/core'
import { type ComponentType, lazy, Suspense, useMemo, useRef, useState } from 'react'
import { FileTiles, FileViewing } from '#base/files/web/file-strip.tsx'
import { FileButtons, FileDrop, Uploading } from '#base/files/web/uploader.tsx'
import { useUploads } from '#base/files/web/use-uploads.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { RestrictedTag } from '#base/people/web/restricted.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Facts,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  sayDone,
  Tag,
  Timeline,
  type TimelineItem,
  WithActions,
} from '#kit/console/index.ts'
import type { IconName } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type WorkItem, type WorkStep, work } from '../contract.ts'
import { Actions } from './actions.tsx'
import { api } from './api.ts'
import { Due } from './due.tsx'
import { type WorkAside, type WorkPart, workAsides, workPart } from './parts.ts'
import { Person } from './person.tsx'
import { stateOf, titleOf } from './text.ts'
import { useKinds } from './use-kinds.ts'

/** An item on a page of its own, for links from elsewhere. */
export function ItemPage() {
  const { workId = '' } = useParams()
  const { ready } = useKinds()
  useLive(['work', 'files'], { reads: ['work.item'] })
  return ready ? <ItemDetail workId={workId} /> : <PageSkeleton />
}

/** What is typed of each item and not saved, where several are read in turn. */
type Notes = Map<string, string>

interface DetailProps {
  readonly workId: string
  /** After a step: the inbox goes on to the next item. */
  readonly onDone?: () => void
  readonly onBack?: (workId: string) => void
  readonly notes?: Notes
}

/** One item: what it is, what may be done with it and why not, and everything that was done. */
export function ItemDetail({ workId, onDone, onBack, notes }: DetailProps) {
  const t = useWords()
  const f = useFormat()
  const { data: item, error, refetch } = useRead(api.work.item, { params: { workId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!item || item.id !== workId) return <PageSkeleton />
  const title = titleOf(t, f, item)
  const moved = (step: string) => {
    onDone?.()
    const undo = onBack ? { label: t('work.web.lookAgain'), onClick: () => onBack(workId) } : undefined
    sayDone(t('work.web.moved', { step: t(`${item.kind}.move.${step}`), title }), undo)
  }
  return (
    <div className="work-item">
      <Page
        title={title}
        lead={
          <>
            {t(`${item.kind}.flow`)} · <Tag strong>{stateOf(t, item)}</Tag> <RestrictedTag of={item} />
          </>
        }
      >
        <WithActions actions={<Actions item={item} onMoved={moved} />}>
          <Facts
            facts={[
              [t('work.web.due'), <Due key="due" row={item} />],
              [t('work.web.unit'), item.unitLabel],
              [t('work.web.holder'), item.mine ? t('work.web.me') : (item.holder?.name ?? t('work.web.holder.nobody'))],
              [t('work.web.opened'), f.instant(item.openedAt)],
            ]}
          />
          {item.urging ? <Urging urging={item.urging} /> : null}
          {item.person ? <Person personId={item.person.id} /> : null}
          {workAsides(item.kind).map(aside => (
            <Aside key={aside.name} aside={aside} item={item} />
          ))}
          <Part load={workPart(item.kind)?.load} item={item} />
          <div className="work-story">
            <Panel title={t('work.web.story')}>
              <Comment item={item} notes={notes} />
              <FileViewing
                files={[...item.files, ...item.steps.toReversed().flatMap(step => step.files)]}
                mayRemove={item.refused.attach === null}
                refreshes={['work']}
              >
                <FileTiles files={item.files} />
                <Timeline items={storyOf(t, item)} />
              </FileViewing>
            </Panel>
          </div>
        </WithActions>
      </Page>
    </div>
  )
}

/** What another module knows of it, for those who may see that. */
function Aside({ aside: { verb, load }, item }: { aside: WorkAside; item: WorkItem }) {
  const { can } = useSession()
  return can(verb) ? <Part load={load} item={item} /> : null
}

/** What the module of the kind knows of the subject. */
function Part({ load, item }: { load: WorkPart['load']; item: WorkItem }) {
  const Shown = useMemo(
    () => (load ? lazy(async () => ({ default: (await load()) as ComponentType<{ item: WorkItem }> })) : undefined),
    [load],
  )
  return Shown ? (
    <Suspense fallback={null}>
      <Shown item={item} />
    </Suspense>
  ) : null
}

/** What a leader asks for stands before everything else, until a step is taken. */
function Urging({ urging: { by, at, note } }: { urging: NonNullable<WorkItem['urging']> }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Notice icon="bell" title={t('work.web.urging', { by: by ?? t('work.web.system'), at: f.instant(at) })}>
      {note}
    </Notice>
  )
}

function Comment({ item, notes }: { item: WorkItem; notes: Notes | undefined }) {
  const t = useWords()
  const params = { workId: item.id }
  const [note, setNote] = useState(notes?.get(item.id) ?? '')
  const latest = useRef(note)
  const type = (text: string) => {
    latest.current = text
    notes?.set(item.id, text)
    setNote(text)
  }
  const uploads = useUploads({ work }, (sending, file) => sending.work.attach({ params, body: file as never }))
  const comment = useWrite(api.work.comment, { done: uploads.clear })
  const mayAttach = item.refused.attach === null
  const needs = useNeeds({ note: note.trim() !== '' || uploads.sent.length > 0 })
  if (item.refused.comment) return null
  const save = async () => {
    const stored = await uploads.send()
    const fileIds = stored?.map(file => file.id)
    if (!fileIds || !(note.trim() || fileIds.length)) return
    // What was typed while it was sent stays.
    const saved = () => latest.current === note && type('')
    await comment.mutateAsync({ params, body: { note: note.trim(), fileIds } }).then(saved, () => undefined)
  }
  const form = (
    <form className="work-comment" {...needs.form(() => void save())}>
      <Textarea
        label={t('work.web.comment')}
        value={note}
        onChange={event => type(event.currentTarget.value)}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={2000}
        error={comment.error ? tell(t, comment.error).title : needs.of('note')}
      />
      <Uploading uploads={uploads} />
      <div className="work-comment-acts">
        {mayAttach ? <FileButtons onFiles={uploads.add} /> : null}
        <Button type="submit" variant="default" loading={comment.isPending || uploads.busy}>
          {t('work.web.comment.save')}
        </Button>
      </div>
    </form>
  )
  return mayAttach ? <FileDrop onFiles={uploads.add}>{form}</FileDrop> : form
}

const ICONS: Readonly<Record<WorkStep['what'], IconName>> = {
  opened: 'plus',
  moved: 'next',
  taken: 'person',
  released: 'undo',
  handed: 'send',
  transferred: 'office',
  comment: 'message',
  urged: 'bell',
  risen: 'rise',
}

function Said({ step }: { step: WorkStep }) {
  return (
    <>
      {step.note}
      <FileTiles files={step.files} />
    </>
  )
}

/** Newest first. */
function storyOf(t: ReturnType<typeof useWords>, item: WorkItem): TimelineItem[] {
  return item.steps.toReversed().map(step => ({
    id: String(step.n),
    at: step.at,
    icon: ICONS[step.what],
    title: told(t, item.kind, step),
    ...(step.note || step.files.length ? { detail: <Said step={step} /> } : {}),
  }))
}

function told(t: ReturnType<typeof useWords>, kind: string, step: WorkStep): string {
  if (step.what === 'comment' && !step.note)
    return t('work.web.step.attached', { by: step.by ?? t('work.web.system'), count: step.files.length })
  const by = step.by ?? t('work.web.system')
  if (step.what === 'moved')
    return t('work.web.step.moved', { by, step: t(`${kind}.move.${step.name}`), to: t(`${kind}.state.${step.to}`) })
  return t(`work.web.step.${step.what}`, { by, to: step.toName ?? '' })
}
