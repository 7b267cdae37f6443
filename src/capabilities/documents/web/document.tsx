import './documents.css'
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { FileStrip } from '#base/files/web/file-strip.tsx'
import { SignWork } from '#base/signatures/web/part.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go, Link, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Facts,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  ProblemState,
  refusedBy,
  sayDone,
  Tag,
} from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { DocumentView } from '../contract.ts'
import { api } from './api.ts'
import { AssignDialog } from './assign.tsx'
import { CopyDialog } from './copy.tsx'
import { GatherDialog } from './gather.tsx'
import { stateOf, Urgent } from './list.tsx'
import { NewDraft } from './new-draft.tsx'
import { OpinionsOf } from './opinions.tsx'
import { PaperView } from './paper-view.tsx'
import { SigningPanel, VerdictsPanel } from './signing.tsx'
import { StepDialog, type StepName } from './steps.tsx'
import { TaskLines } from './task-lines.tsx'

/** One document: what it is and what may be done, and the paper beside it. */
export function DocumentPage() {
  const { documentId = '' } = useParams()
  useLive(['documents', 'work', 'files', 'signatures'], { reads: ['documents.document'] })
  const { data, error, refetch } = useRead(api.documents.document, { params: { documentId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  return data ? <Document key={data.id} document={data} /> : <PageSkeleton />
}

function Document({ document }: { document: DocumentView }) {
  const t = useWords()
  useOpened(document)
  return (
    <Page
      title={document.subject}
      back={{ to: '/documents', label: t('documents.web.title') }}
      lead={
        <span className="dc-lead">
          <Urgent urgency={document.urgency} />
          <Tag strong={document.waits}>{t(stateOf(document))}</Tag>
          <span>{t(`documents.kind.${document.kind}`)}</span>
          {document.notation ? <strong>{document.notation}</strong> : null}
          <span>{document.organisationName}</span>
        </span>
      }
      actions={<Actions document={document} />}
    >
      <div className="dc-split">
        <div className="dc-beside" id="paper">
          <PaperView
            documentId={document.id}
            version={`${document.paperId ?? ''} ${document.state} ${signedCount(document)}`}
            name={`${(document.notation ?? 'du-thao').replaceAll('/', '-')}.pdf`}
          />
        </div>
        <div className="k-stack">
          <Button component="a" href="#paper" variant="default" className="dc-open-paper">
            {t('documents.web.to-paper')}
          </Button>
          <Warnings document={document} />
          {document.via === 'written' ? <OpinionsOf documentId={document.id} /> : null}
          <VerdictsPanel document={document} />
          {document.issuedAt && document.signing?.by === 'certificate' ? null : (
            <SigningPanel signing={document.signing} />
          )}
          <About document={document} />
          {document.tasks.length ? (
            <Panel title={t('documents.web.tasks')}>
              <TaskLines tasks={document.tasks} />
            </Panel>
          ) : null}
          <Recipients document={document} />
          <Parties document={document} />
          {document.files.some(file => file.id !== document.paperId) ? (
            <Panel title={t('documents.web.files')}>
              <FileStrip
                files={document.files.filter(file => file.id !== document.paperId)}
                refreshes={['documents']}
              />
            </Panel>
          ) : null}
          {document.copyFiles.length ? (
            <Panel title={t('documents.web.copy-files')}>
              <FileStrip files={document.copyFiles} refreshes={['documents']} />
            </Panel>
          ) : null}
        </div>
      </div>
    </Page>
  )
}

/** With each signature the paper is another. */
const signedCount = ({ signing }: DocumentView): number => signing?.signers.filter(one => one.signedAt).length ?? 0

/** Whoever it is for has seen it from the moment it is open before them. */
function useOpened({ id, unread }: DocumentView): void {
  const opened = useWrite(api.documents.opened)
  const { mutate } = opened
  useEffect(() => {
    if (unread) mutate({ params: { documentId: id } })
  }, [id, unread, mutate])
}

/** The first is what is expected; the others stand beside it. */
const MAIN: readonly string[] = [
  'answer-change',
  'register',
  'assign',
  'write',
  'opine',
  'approve',
  'sign',
  'sign-paper',
  'issue',
]

/** What is asked otherwise than in a dialog of a step. */
const OWN_DIALOGS = ['assign', 'reply', 'gather', 'copy', 'sign-paper'] as const
type OwnDialog = (typeof OWN_DIALOGS)[number]
const isOwn = (step: string): step is OwnDialog => OWN_DIALOGS.some(one => one === step)

function Actions({ document }: { document: DocumentView }) {
  const t = useWords()
  const [step, setStep] = useState<StepName | OwnDialog>()
  const close = () => setStep(undefined)
  const sign = useWrite(api.documents.sign, {
    refreshes: ['work'],
    done: () => sayDone(t('documents.web.signed')),
  })
  const main = document.steps.find(one => MAIN.includes(one.name))
  const take = (name: string) => {
    if (name === 'write') go(`/documents/${document.id}/draft`)
    else if (name === 'sign') sign.mutate({ params: { documentId: document.id } })
    else setStep(name as StepName | OwnDialog)
  }
  return (
    <>
      {sign.error ? (
        <p className="k-error" role="alert">
          {tell(t, sign.error).title}
        </p>
      ) : null}
      <ActionButton onClick={() => setStep('gather')}>{t('documents.web.gather')}</ActionButton>
      {document.steps.map(one => (
        <ActionButton
          key={one.name}
          kind={one === main ? 'primary' : 'plain'}
          busy={one.name === 'sign' && sign.isPending}
          {...refusedBy(t, one.refused, { verb: VERBS[one.name] ?? 'documents.draft', unitId: document.unitId })}
          onClick={() => take(one.name)}
        >
          {t(`documents.web.step.${one.name}`)}
        </ActionButton>
      ))}
      {step === 'assign' ? <AssignDialog document={document} onClose={close} /> : null}
      {step === 'reply' ? <NewDraft replyTo={document} onClose={close} /> : null}
      {step === 'gather' ? (
        <GatherDialog
          documentIds={[document.id]}
          organisationId={document.organisationId}
          onClose={close}
          onDone={close}
        />
      ) : null}
      {step === 'copy' ? <CopyDialog document={document} onClose={close} /> : null}
      {step === 'sign-paper' && document.signing?.turnWorkId ? (
        <SignWork workId={document.signing.turnWorkId} onClose={close} />
      ) : null}
      {step && !isOwn(step) ? <StepDialog document={document} step={step} onClose={close} /> : null}
    </>
  )
}

const VERBS: Readonly<Record<string, string>> = {
  register: 'documents.register',
  refuse: 'documents.register',
  'answer-change': 'documents.register',
  assign: 'documents.assign',
  shelve: 'documents.assign',
  approve: 'documents.sign',
  sign: 'documents.sign',
  'sign-paper': 'documents.sign',
  copy: 'documents.issue',
  issue: 'documents.issue',
  recall: 'documents.issue',
}

function Warnings({ document }: { document: DocumentView }) {
  const t = useWords()
  const f = useFormat()
  return (
    <>
      {document.changes.map(change => (
        <Notice key={change.id} icon="warning" title={t(`documents.web.change.${change.what}`)}>
          <p className="dc-quote">{change.reason}</p>
          {change.byId ? <Link to={`/documents/${change.byId}`}>{t('documents.web.change.by')}</Link> : null}
          <p className="dc-quiet">
            {change.answeredAt
              ? t(change.agreed ? 'documents.web.change.agreed' : 'documents.web.change.denied', {
                  at: f.instant(change.answeredAt),
                })
              : t('documents.web.change.waits', { at: f.instant(change.askedAt) })}
          </p>
        </Notice>
      ))}
      {document.note ? <Notice icon="info" title={document.note} /> : null}
    </>
  )
}

function About({ document }: { document: DocumentView }) {
  const t = useWords()
  const f = useFormat()
  const isIncoming = document.direction === 'incoming'
  const signer = [document.signerTitle, document.signerName].filter(Boolean).join(' · ')
  const other = (one: { id: string; notation: string | null; subject: string }) => (
    <Link key={one.id} to={`/documents/${one.id}`}>
      {one.notation ?? one.subject}
    </Link>
  )
  return (
    <Panel title={t('documents.web.about')}>
      <Facts
        facts={[
          ...(isIncoming
            ? [
                [t('documents.web.number'), document.number ? f.number(document.number) : null] as const,
                [t('documents.web.arrived'), f.instant(document.registeredAt ?? document.listedAt)] as const,
                [t('documents.web.author'), document.author] as const,
              ]
            : []),
          // A draft has none of these yet, and says so by its state.
          ...(document.notation ? [[t('documents.web.notation'), document.notation] as const] : []),
          ...(document.datedOn ? [[t('documents.web.dated'), f.day(document.datedOn)] as const] : []),
          ...(signer ? [[t('documents.web.signer'), signer] as const] : []),
          ...(document.dueOn ? [[t('documents.web.due'), f.day(document.dueOn)] as const] : []),
          [t('documents.web.via'), t(`documents.web.via.${document.via}`)],
          [t('documents.web.page-count'), f.number(document.pages)],
          ...(document.replyTo ? [[t('documents.web.reply-to'), other(document.replyTo)] as const] : []),
          ...(document.answers.length ? [[t('documents.web.answers'), document.answers.map(other)] as const] : []),
          ...(document.workFiles.length
            ? [
                [
                  t('documents.web.work-file'),
                  document.workFiles.map(file => (
                    <Link key={file.id} to={`/documents/work-files/${file.id}`}>
                      {file.title}
                    </Link>
                  )),
                ] as const,
              ]
            : []),
        ]}
      />
    </Panel>
  )
}

function Recipients({ document }: { document: DocumentView }) {
  const t = useWords()
  const f = useFormat()
  if (!document.recipients.length) return null
  return (
    <Panel title={t('documents.web.recipients')}>
      <ul className="dc-people">
        {document.recipients.map(one => (
          <li key={one.id}>
            <span>{one.name}</span>
            <small>
              {one.status ? (
                <>
                  <strong>{t(`documents.web.status.${one.status}`)}</strong>
                  {one.statusAt ? ` · ${f.instant(one.statusAt)}` : ''}
                  {one.statusNote ? <br /> : null}
                  {one.statusNote}
                  <br />
                  {one.openedAt
                    ? t('documents.web.opened', { at: f.instant(one.openedAt) })
                    : t('documents.web.not-opened')}
                </>
              ) : document.issuedAt ? (
                t(one.code || one.organisationId ? 'documents.web.status.sending' : 'documents.web.status.post')
              ) : null}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Parties({ document }: { document: DocumentView }) {
  const t = useWords()
  const f = useFormat()
  if (!document.parties.length) return null
  return (
    <Panel title={t('documents.web.parties')}>
      <ul className="dc-people">
        {document.parties.map(one => (
          <li key={one.id}>
            <span>
              {one.name} <small>{t(`documents.web.role.${one.role}`)}</small>
            </span>
            <small>
              {one.openedAt
                ? t('documents.web.opened', { at: f.instant(one.openedAt) })
                : t('documents.web.not-opened')}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
