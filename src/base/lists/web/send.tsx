import './lists.css'
import { Button, FileButton, Loader, Radio } from '@mantine/core'
import { type DragEvent, useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, Link, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { MOST_BYTES } from '../contract.ts'
import { api } from './api.ts'
import { useListKinds } from './kinds.ts'

const ACCEPTED = '.csv,.txt,.tsv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const MIB = 1024 * 1024

/** Which list it is, what it may hold, and the file. `?kind=` chooses, `?of=` is the thing it belongs to. */
export function SendList() {
  const t = useWords()
  const { kinds, ready, problem } = useListKinds()
  const [search, setSearch] = useSearch()
  const ofId = search.get('of') ?? undefined
  const fitting = kinds.filter(one => (one.of === null) === (ofId === undefined))
  const kind = fitting.find(one => one.kind === search.get('kind')) ?? (fitting.length === 1 ? fitting[0] : undefined)
  if (problem) return <ProblemState problem={problem} />
  if (!ready) return <PageSkeleton />
  return (
    <Page
      title={t('lists.web.new')}
      lead={t('lists.web.new.lead')}
      back={{ to: '/lists', label: t('lists.web.title') }}
    >
      <div className="k-stack li-narrow">
        {ofId ? null : (
          <Panel title={t('lists.web.which')}>
            <Radio.Group
              aria-label={t('lists.web.which')}
              value={kind?.kind ?? ''}
              onChange={value => setSearch({ kind: value })}
            >
              <div className="li-kinds">
                {fitting.map(one => (
                  <Radio
                    key={one.kind}
                    value={one.kind}
                    label={t(`${one.kind}.list`)}
                    description={t(`${one.kind}.list.help`)}
                  />
                ))}
              </div>
            </Radio.Group>
          </Panel>
        )}
        {kind ? (
          <>
            <Panel title={ofId ? t(`${kind.kind}.list`) : t('lists.web.columns')}>
              <p className="li-hint">{t('lists.web.columns.help')}</p>
              <ul className="li-names">
                {kind.columns.map(({ name, required }) => (
                  <li key={name} data-required={required || undefined}>
                    {t(`${kind.kind}.list.${name}`)}
                    {required ? <small>{t('lists.web.required')}</small> : null}
                  </li>
                ))}
              </ul>
              <p className="li-template">
                <Button
                  variant="default"
                  component="a"
                  href={`/api/lists/kinds/${kind.kind}/template`}
                  leftSection={<Icon name="download" size={18} />}
                >
                  {t('lists.web.template')}
                </Button>
                <span className="li-hint">{t('lists.web.template.help')}</span>
              </p>
            </Panel>
            <Drop kind={kind.kind} ofId={ofId} />
            {ofId || kind.isSourced ? null : <OnPaper kind={kind.kind} />}
          </>
        ) : null}
      </div>
    </Page>
  )
}

/** No file, but a sheet of paper: it is photographed, and typed in beside the picture. */
function OnPaper({ kind }: { kind: string }) {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.lists.papers, {})
  const begun = data?.papers.filter(paper => paper.kind === kind && paper.pictures > 0) ?? []
  const making = useWrite(api.lists.newPaper, { done: ({ paperId }) => go(`/lists/papers/${paperId}`) })
  return (
    <Panel title={t('lists.web.papers')}>
      <div className="k-stack">
        <p className="li-hint">{t('lists.web.papers.help')}</p>
        {making.error ? <ProblemState problem={making.error} /> : null}
        <ActionButton icon="camera" busy={making.isPending} onClick={() => making.mutate({ body: { kind } })}>
          {t('lists.web.papers.new')}
        </ActionButton>
        {begun.map(({ id, at, pictures }) => (
          <Link key={id} to={`/lists/papers/${id}`}>
            {t('lists.web.papers.begun', { at: f.instant(at), count: pictures })}
          </Link>
        ))}
      </div>
    </Panel>
  )
}

function Drop({ kind, ofId }: { kind: string; ofId: string | undefined }) {
  const t = useWords()
  const [over, setOver] = useState(false)
  const [file, setFile] = useState<File>()
  const sending = useWrite(api.lists.send, {
    done: ({ importId }) => go(`/lists/${importId}`, { replace: true }),
  })
  const send = (chosen: File | null | undefined) => {
    if (!chosen || sending.isPending) return
    setFile(chosen)
    // A file is sent as it is; the contract's type is what arrives.
    sending.mutate({ query: { kind, ...(ofId ? { ofId } : {}) }, body: chosen as never })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    send(event.dataTransfer.files[0])
  }
  return (
    <>
      {sending.error ? (
        <Panel flush>
          <ProblemState problem={sending.error} />
        </Panel>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse; the button does the same */}
      <div
        className="li-drop"
        data-over={over || undefined}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {sending.isPending ? (
          <p role="status">
            <Loader size={18} /> {t('lists.web.reading', { name: file?.name ?? '' })}
          </p>
        ) : (
          <>
            <FileButton onChange={send} accept={ACCEPTED} inputProps={{ 'aria-label': t('lists.web.choose') }}>
              {props => (
                <Button {...props} leftSection={<Icon name="upload" size={18} />}>
                  {t('lists.web.choose')}
                </Button>
              )}
            </FileButton>
            <span>{t('lists.web.drop')}</span>
            <small>{t('lists.web.limits', { most: MOST_BYTES / MIB })}</small>
          </>
        )}
      </div>
    </>
  )
}
