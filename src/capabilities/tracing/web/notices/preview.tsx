import './notices.css'
import { Tabs, Textarea } from '@mantine/core'
import { fillPath } from '#core/client.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { CopyButton, EmptyState, Panel } from '#kit/console/index.ts'
import { LONGEST_TEXT, type NoticeView, notices, type Version } from '../../notices/contract.ts'

const pictureOf = (noticeId: string, n: number, picture: number, at: number) =>
  `/api${fillPath(notices.noticePicture.path, { noticeId, n: String(n), picture: String(picture) })}?${at}`

interface PreviewProps {
  readonly notice: NoticeView
  readonly version: Version
  /** When it was read: the picture of a draft that was changed is another one. */
  readonly at: number
}

/** The notice as groups will see it: pictures, and the text to send. */
export function Preview({ notice, version, at }: PreviewProps) {
  const t = useWords()
  const isPublished = version.state === 'published'
  return (
    <Panel title={t(isPublished ? 'tracing.web.notice.share' : 'tracing.web.notice.preview')}>
      {notice.pictures === 0 ? (
        <EmptyState icon="eye" title={t('tracing.web.notice.preview.none')} />
      ) : (
        <Tabs defaultValue="pictures" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="pictures">{t('tracing.web.notice.pictures', { count: notice.pictures })}</Tabs.Tab>
            <Tabs.Tab value="text">{t('tracing.web.notice.text')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="pictures" pt="md">
            <Pictures notice={notice} version={version} at={at} />
          </Tabs.Panel>
          <Tabs.Panel value="text" pt="md">
            <Text text={notice.text} isPublished={isPublished} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Panel>
  )
}

function Pictures({ notice, version, at }: PreviewProps) {
  const t = useWords()
  const of = notice.pictures
  return (
    <ul className="no-pictures">
      {Array.from({ length: of }, (_, i) => {
        const src = pictureOf(notice.id, version.n, i + 1, at)
        const alt = t('tracing.notice.page.picture', { at: i + 1, of })
        return (
          <li key={src}>
            <img src={src} alt={alt} width={1080} height={1350} />
            {version.state === 'published' ? (
              <a href={src} download={`thong-bao-${(notice.number ?? '').replaceAll('/', '-')}-${i + 1}.png`}>
                {t('tracing.web.notice.picture.save', { at: i + 1 })}
              </a>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

/** For Zalo: what fits one message, to copy. */
function Text({ text, isPublished }: { text: string; isPublished: boolean }) {
  const t = useWords()
  const f = useFormat()
  return (
    <div className="k-stack">
      <Textarea
        label={t('tracing.web.notice.text')}
        description={t('tracing.web.notice.length', { length: f.number(text.length), most: f.number(LONGEST_TEXT) })}
        inputWrapperOrder={['label', 'input', 'description']}
        readOnly
        autosize
        maxRows={20}
        value={text}
      />
      {isPublished ? (
        <CopyButton wide text={text}>
          {t('tracing.web.notice.copy')}
        </CopyButton>
      ) : null}
    </div>
  )
}
