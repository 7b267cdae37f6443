import { FileButtons } from '#base/files/web/uploader.tsx'
import { useUploads } from '#base/files/web/use-uploads.ts'
import { PaperTyping, picturesIn, sending } from '#base/lists/web/papers.tsx'
import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, Page, PageSkeleton, ProblemState } from '#kit/console/index.ts'
import { type CaseView, tracing } from '../contract.ts'
import { api } from './api.ts'
import { whyOf } from './why.ts'

/** Paper lists of whom the case met: the picture on the left, its rows as they are typed on the right. */
export function Papers() {
  const { caseId = '' } = useParams()
  const { data, error, refetch } = useRead(api.tracing.getCase, { params: { caseId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  return data ? <PapersOf key={caseId} file={data} /> : <PageSkeleton />
}

function PapersOf({ file }: { file: CaseView }) {
  const t = useWords()
  const { why } = whyOf(t, file, 'write')
  const uploads = useUploads({ tracing }, (sending, sent) =>
    sending.tracing.attachPaper({ params: { caseId: file.id }, body: sent as never }),
  )
  const add = sending(uploads)
  return (
    <Page
      full
      title={t('tracing.web.papers')}
      lead={`${file.number} · ${file.name}`}
      back={{ to: `/cases/${file.id}`, label: file.name }}
      actions={why || picturesIn(file.papers).length === 0 ? null : <FileButtons onFiles={files => void add(files)} />}
    >
      {why ? (
        <Notice icon="lock" title={why} />
      ) : (
        <PaperTyping
          files={file.papers}
          uploads={uploads}
          kind="tracing.contacts"
          ofId={file.id}
          refreshes={['tracing']}
          help={t('tracing.web.papers.none.help')}
        />
      )}
    </Page>
  )
}
