import { FileButtons } from '#base/files/web/uploader.tsx'
import { useUploads } from '#base/files/web/use-uploads.ts'
import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Page, PageSkeleton, ProblemState } from '#kit/console/index.ts'
import { lists } from '../contract.ts'
import { api } from './api.ts'
import { useListKinds } from './kinds.ts'
import { PaperTyping, picturesIn, sending } from './papers.tsx'

/** A paper list that belongs to nothing else: photographed, and typed in beside its pictures. */
export function PaperPage() {
  const t = useWords()
  const { paperId = '' } = useParams()
  const { ready } = useListKinds()
  const { data, error, refetch } = useRead(api.lists.paper, { params: { paperId } })
  const uploads = useUploads({ lists }, (door, sent) =>
    door.lists.attachPaper({ params: { paperId }, body: sent as never }),
  )
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data || !ready) return <PageSkeleton />
  const add = sending(uploads)
  return (
    <Page
      full
      title={t('lists.web.papers')}
      lead={t(`${data.kind}.list`)}
      back={{ to: `/lists/new?kind=${data.kind}`, label: t('lists.web.new') }}
      actions={picturesIn(data.files).length > 0 ? <FileButtons onFiles={files => void add(files)} /> : null}
    >
      <PaperTyping
        files={data.files}
        uploads={uploads}
        kind={data.kind}
        refreshes={['people', 'followup']}
        help={t('lists.web.papers.help')}
      />
    </Page>
  )
}
