import { Button, Skeleton } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { PDFDocumentProxy } from 'unpdf/pdfjs'
import { Problem } from '#core/problem.ts'
import { saveFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { EmptyState, ProblemState } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { api } from './api.ts'

interface PaperProps {
  readonly documentId: string
  /** Read anew when this changes. */
  readonly version: string
  readonly name: string
}

/** The document itself, page below page, on any device: browsers of phones show no PDF in a page. */
export function PaperView({ documentId, version, name }: PaperProps) {
  const t = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ['documents', 'paper', documentId, version],
    queryFn: ({ signal }) => api.documents.paper({ params: { documentId } }, { signal }) as unknown as Promise<Blob>,
    gcTime: 60_000,
    retry: false,
  })
  if (error instanceof Problem && error.code === 'documents.no-paper')
    return (
      <EmptyState icon="document" title={t('documents.web.no-paper')}>
        {t('documents.web.no-paper.help')}
      </EmptyState>
    )
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton className="dc-paper" height={520} />
  return (
    <div className="dc-paper">
      <div className="dc-paper-tools">
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="download" size={16} />}
          onClick={() => saveFile(data, name)}
        >
          {t('documents.web.save')}
        </Button>
      </div>
      {data.type.startsWith('image/') ? <Image blob={data} name={name} /> : null}
      {data.type === 'application/pdf' ? <Pages blob={data} /> : null}
      {data.type !== 'application/pdf' && !data.type.startsWith('image/') ? (
        <EmptyState icon="document" title={t('documents.web.not-shown')}>
          {t('documents.web.not-shown.help')}
        </EmptyState>
      ) : null}
    </div>
  )
}

function Image({ blob, name }: { blob: Blob; name: string }) {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url ? <img className="dc-page" src={url} alt={name} /> : null
}

function Pages({ blob }: { blob: Blob }) {
  const t = useWords()
  const { ref, width } = useElementSize()
  const [pdf, setPdf] = useState<PDFDocumentProxy>()
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    let left = false
    let open: PDFDocumentProxy | undefined
    setPdf(undefined)
    Promise.all([import('unpdf'), blob.arrayBuffer()])
      .then(([{ getDocumentProxy }, bytes]) => getDocumentProxy(new Uint8Array(bytes)))
      .then(document => {
        open = document
        if (left) void document.loadingTask.destroy()
        else setPdf(document)
      })
      .catch(() => setBroken(true))
    return () => {
      left = true
      void open?.loadingTask.destroy()
    }
  }, [blob])
  if (broken)
    return (
      <EmptyState icon="warning" title={t('documents.web.broken')}>
        {t('documents.web.broken.help')}
      </EmptyState>
    )
  return (
    <div ref={ref} className="dc-pages">
      {pdf && width > 0 ? (
        Array.from({ length: pdf.numPages }, (_, i) => <Sheet key={i} pdf={pdf} n={i + 1} width={width} />)
      ) : (
        <Skeleton height={520} />
      )}
    </div>
  )
}

/** A page is drawn when it comes into sight: a report of 200 pages opens as fast as a letter. */
function Sheet({ pdf, n, width }: { pdf: PDFDocumentProxy; n: number; width: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [seen, setSeen] = useState(n === 1)
  useEffect(() => {
    const { current } = canvas
    if (!current || seen) return
    const watch = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && setSeen(true), {
      rootMargin: '400px',
    })
    watch.observe(current)
    return () => watch.disconnect()
  }, [seen])
  useEffect(() => {
    const { current } = canvas
    if (!current || !seen) return
    let stop: (() => void) | undefined
    let left = false
    void pdf.getPage(n).then(page => {
      // Two at once on one canvas: the one that is no longer wanted would win, in its own size.
      if (left) return
      const plain = page.getViewport({ scale: 1 })
      const viewport = page.getViewport({ scale: (width / plain.width) * Math.min(devicePixelRatio, 2) })
      current.width = viewport.width
      current.height = viewport.height
      const context = current.getContext('2d')
      if (!context) return
      const task = page.render({ canvas: current, canvasContext: context, viewport })
      task.promise.catch(() => {})
      stop = () => task.cancel()
    })
    return () => {
      left = true
      stop?.()
    }
  }, [pdf, n, width, seen])
  return <canvas ref={canvas} className="dc-page" style={{ aspectRatio: '210 / 297' }} aria-label={`${n}`} />
}
