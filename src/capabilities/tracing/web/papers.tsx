import './papers.css'
import { useState } from 'react'
import { Picture, Tool } from '#base/files/web/picture.tsx'
import { FileButtons, FileDrop, Uploading } from '#base/files/web/uploader.tsx'
import { useUploads } from '#base/files/web/use-uploads.ts'
import { TypeRows } from '#base/lists/web/type-rows.tsx'
import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { EmptyState, Notice, Page, PageSkeleton, ProblemState } from '#kit/console/index.ts'
import { type CaseView, tracing } from '../contract.ts'
import { api } from './api.ts'
import { whyOf } from './why.ts'

/** Paper lists of whom the case met: the picture on the left, its rows as they are typed on the right. */
export function Papers() {
  const { caseId = '' } = useParams()
  const { data, error, refetch } = useRead(api.tracing.getCase, { params: { caseId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  return data?.id === caseId ? <PapersOf key={caseId} file={data} /> : <PageSkeleton />
}

function PapersOf({ file }: { file: CaseView }) {
  const t = useWords()
  const { why } = whyOf(t, file, 'write')
  const uploads = useUploads({ tracing }, (sending, sent) =>
    sending.tracing.attachPaper({ params: { caseId: file.id }, body: sent as never }),
  )
  const add = async (files: readonly File[]) => {
    uploads.add(files)
    if (await uploads.send()) uploads.clear()
  }
  const pictures = file.papers.filter(one => one.isPicture && !one.removed)
  return (
    <Page
      full
      title={t('tracing.web.papers')}
      lead={`${file.number} · ${file.name}`}
      back={{ to: `/cases/${file.id}`, label: file.name }}
      actions={why || pictures.length === 0 ? null : <FileButtons onFiles={files => void add(files)} />}
    >
      {why ? (
        <Notice icon="lock" title={why} />
      ) : (
        <div className="tr-papers">
          <FileDrop onFiles={files => void add(files)}>
            <div className="tr-papers-left">
              <Uploading uploads={uploads} />
              {pictures.length > 0 ? (
                <Pictures pictures={pictures} />
              ) : (
                <EmptyState
                  icon="camera"
                  title={t('tracing.web.papers.none')}
                  action={<FileButtons onFiles={files => void add(files)} />}
                >
                  {t('tracing.web.papers.none.help')}
                </EmptyState>
              )}
            </div>
          </FileDrop>
          <TypeRows kind="tracing.contacts" ofId={file.id} refreshes={['tracing']} />
        </div>
      )}
    </Page>
  )
}

function Pictures({ pictures }: { pictures: CaseView['papers'] }) {
  const t = useWords()
  const [openId, setOpenId] = useState(pictures.at(-1)?.id)
  const found = pictures.findIndex(one => one.id === openId)
  const at = found < 0 ? pictures.length - 1 : found
  const open = pictures[at]
  if (!open) return null
  const step = (by: number) => setOpenId(pictures[at + by]?.id)
  return (
    <>
      <Picture key={open.id} file={open} beside />
      <footer className="tr-papers-foot">
        {pictures.length > 1 ? (
          <>
            <Tool icon="back" label={t('files.web.previous')} off={at === 0} onClick={() => step(-1)} />
            <Tool icon="next" label={t('files.web.next')} off={at === pictures.length - 1} onClick={() => step(1)} />
          </>
        ) : null}
        <span>
          {t('tracing.web.papers.count', { at: at + 1, of: pictures.length })}
          <small>{t('tracing.web.papers.keys')}</small>
        </span>
      </footer>
    </>
  )
}
