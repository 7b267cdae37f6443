import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { ListOf } from '#core/web/data.tsx'
import { useFormat } from '#core/web/words.tsx'
import { Frame, type NavSection } from '#kit/console/frame.tsx'
import {
  ActionButton,
  BulkActs,
  type Column,
  DataList,
  Decision,
  EmptyState,
  Facts,
  Figures,
  FigureTile,
  FilterText,
  Freshness,
  type MapUnit,
  Notice,
  Page,
  Panel,
  ProblemState,
  RiskTag,
  SeriesChart,
  Slim,
  SplitView,
  sayDone,
  sayFailed,
  Tag,
  Timeline,
  type UnitFeatures,
  UnitMap,
  useFilter,
  WithActions,
} from '#kit/console/index.ts'
import { Palette } from '#kit/console/palette.tsx'

const NAV: readonly NavSection[] = [
  {
    name: 'work',
    label: 'Công việc',
    items: [
      { to: '/kit', label: 'Hộp việc', icon: 'inbox', count: 12 },
      { to: '/cases', label: 'Ca bệnh', icon: 'trace' },
    ],
  },
  {
    name: 'people',
    label: 'Người và địa điểm',
    items: [
      { to: '/people', label: 'Người dân', icon: 'people' },
      { to: '/places', label: 'Địa điểm', icon: 'place' },
    ],
  },
  { name: 'command', label: 'Chỉ huy', items: [{ to: '/command', label: 'Tổng quan', icon: 'chart' }] },
]

interface Sample {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly tone: 'green' | 'yellow' | 'orange' | 'red' | 'none'
  readonly minutes: number
  readonly at: string
}

const NAMES = [
  'Nguyễn Hoàng Thị Phương Uyên',
  'Trần Văn Đức',
  'Lê Thị Ngọc Ánh',
  'Tôn Nữ Quỳnh Như Hoàng Diễm My',
  'Hồ A Ún',
  'Phạm Đình Khải',
]
const UNITS = ['Thuận Hóa', 'Phú Xuân', 'Vỹ Dạ', 'Hương Trà', 'A Lưới 1', 'Phong Điền']
const TONES = ['green', 'yellow', 'orange', 'red', 'none'] as const
const WORDS = { green: 'Không nguy cơ', yellow: 'Theo dõi', orange: 'Cần rà soát', red: 'F1', none: 'Chưa rõ' }
const ROWS: readonly Sample[] = Array.from({ length: 10_000 }, (_, i) => ({
  id: `r${i}`,
  name: NAMES[i % NAMES.length] ?? '',
  unit: UNITS[(i * 7) % UNITS.length] ?? '',
  tone: TONES[(i * 3) % TONES.length] ?? 'none',
  minutes: (i * 37) % 240,
  at: new Date(Date.UTC(2026, 10, 22, 7, 5) - i * 1_260_000).toISOString(),
}))

/** Every part of the console's kit, in development only. `?part=list|split|figures|states` */
export function Gallery() {
  const part = new URLSearchParams(location.search).get('part') ?? 'split'
  return (
    <>
      <Frame
        sections={NAV}
        officer={{ name: 'Nguyễn Thị Lan', unit: 'Trung tâm Kiểm soát bệnh tật', area: 'Thành phố Huế' }}
        onSignOut={() => undefined}
      >
        {part === 'split' ? <Split /> : null}
        {part === 'figures' ? <FigureParts /> : null}
        {part === 'states' ? <States /> : null}
      </Frame>
      <Palette
        commands={NAV.flatMap(s => s.items.map(i => ({ id: i.to, label: i.label, icon: i.icon, to: i.to })))}
        finders={[]}
      />
    </>
  )
}

function Split() {
  const f = useFormat()
  const [filter, setFilter] = useFilter({ q: '', tone: '', open: '' })
  const rows = useMemo(
    () =>
      ROWS.filter(
        row => (!filter.tone || row.tone === filter.tone) && row.name.toLowerCase().includes(filter.q.toLowerCase()),
      ),
    [filter.q, filter.tone],
  )
  const list: ListOf<Sample> = {
    rows,
    atLeast: rows.length,
    complete: filter.tone !== '',
    loading: false,
    loadingMore: false,
    problem: null,
    more: () => undefined,
    again: () => undefined,
  }
  const columns: readonly Column<Sample>[] = [
    {
      id: 'name',
      label: 'Họ và tên',
      cell: row => <strong>{row.name}</strong>,
      text: row => row.name,
      width: 'minmax(160px, 2fr)',
    },
    {
      id: 'risk',
      label: 'Phân loại',
      cell: row => <RiskTag tone={row.tone}>{WORDS[row.tone]}</RiskTag>,
      width: '140px',
    },
    { id: 'unit', label: 'Xã, phường', cell: row => row.unit, text: row => row.unit, width: 'minmax(90px, 1fr)' },
    {
      id: 'minutes',
      label: 'Tiếp xúc',
      cell: row => f.minutes(row.minutes),
      text: row => row.minutes,
      width: '96px',
      end: true,
      extra: true,
    },
    {
      id: 'at',
      label: 'Lúc',
      cell: row => f.instant(row.at),
      text: row => row.at,
      width: '136px',
      end: true,
      extra: true,
    },
  ]
  const open = ROWS.find(row => row.id === filter.open)
  return (
    <Page full title="Tiếp xúc cần rà soát" actions={<Button>Đăng ký ca bệnh</Button>}>
      <SplitView
        listPath="/kit"
        detail={open ? <Detail row={open} /> : undefined}
        list={
          <DataList
            name="kit"
            label="Tiếp xúc"
            list={list}
            columns={columns}
            idOf={row => row.id}
            openId={filter.open}
            onOpen={row => setFilter({ open: row.id })}
            exportName="tiep-xuc"
            slim={row => (
              <Slim
                title={row.name}
                detail={`${row.unit} · ${f.minutes(row.minutes)}`}
                end={<RiskTag tone={row.tone}>{WORDS[row.tone]}</RiskTag>}
              />
            )}
            empty={{ icon: 'inbox', title: 'Không có ai phù hợp', children: 'Thử bỏ bớt bộ lọc.' }}
            filters={
              <>
                <FilterText label="Tìm theo tên" value={filter.q} onChange={q => setFilter({ q })} />
                <Select
                  aria-label="Phân loại"
                  placeholder="Mọi phân loại"
                  clearable
                  w={160}
                  value={filter.tone || null}
                  onChange={tone => setFilter({ tone: tone ?? '' })}
                  data={TONES.map(value => ({ value, label: WORDS[value] }))}
                />
              </>
            }
            bulk={(picked, clear) => (
              <BulkActs
                acts={[
                  {
                    label: 'Xác nhận F1',
                    main: true,
                    shortcut: 'F',
                    onClick: () => {
                      sayDone(`Đã xác nhận ${picked.length} F1`, { label: 'Hoàn tác', onClick: () => undefined })
                      clear()
                    },
                  },
                  { label: 'Không phải F1', shortcut: 'D', onClick: () => sayFailed('Ca bệnh này đã đóng') },
                  { label: 'Giao cho người khác', icon: 'people', onClick: () => undefined },
                  { label: 'In danh sách', icon: 'print', busy: true, onClick: () => undefined },
                ]}
              />
            )}
          />
        }
      />
    </Page>
  )
}

function Detail({ row }: { row: Sample }) {
  const [asking, setAsking] = useState(false)
  return (
    <Page
      title={row.name}
      lead={
        <>
          Nữ, sinh 1990 · {row.unit} · <Tag>Chờ rà soát</Tag>
        </>
      }
    >
      <WithActions
        actions={
          <>
            <ActionButton wide kind="primary" icon="check" onClick={() => setAsking(true)}>
              Xác nhận F1
            </ActionButton>
            <ActionButton wide icon="phone" onClick={() => undefined}>
              Ghi cuộc gọi
            </ActionButton>
            <ActionButton wide icon="send" why="Ngoài địa bàn phụ trách của ông/bà." onClick={() => undefined}>
              Giao cho xã
            </ActionButton>
            <ActionButton wide kind="danger" icon="trash" onClick={() => setAsking(true)}>
              Hủy tiếp xúc
            </ActionButton>
          </>
        }
      >
        <Facts
          facts={[
            ['Điện thoại', '0901 234 567'],
            ['Nơi ở', `Tổ 7, ${row.unit}, thành phố Huế`],
            ['Tiếp xúc', '2 giờ 15 phút (ước tính)'],
            ['Số BHYT', undefined],
          ]}
        />
        <Panel title="Diễn biến">
          <Timeline
            items={[
              {
                id: '1',
                at: '2026-11-22T07:05:00Z',
                title: 'Chợ Đông Ba – Cổng chính',
                detail: 'Vào 14:05, ra 15:20',
                icon: 'enter',
              },
              { id: '2', at: '2026-11-22T02:00:00Z', title: 'Kết quả PCR: dương tính, Ct 22', tone: 'red' },
              { id: '3', at: '2026-11-21T09:30:00Z', title: 'Khai báo y tế: ho, sốt', tone: 'yellow' },
            ]}
          />
        </Panel>
      </WithActions>
      <Decision
        open={asking}
        onClose={() => setAsking(false)}
        title="Hủy tiếp xúc này?"
        action="Hủy tiếp xúc"
        danger
        reason={{ label: 'Lý do', hint: 'Được ghi vào nhật ký và người giám sát đọc được.' }}
        onDecide={() => setAsking(false)}
      >
        {row.name} sẽ không còn trong danh sách cần rà soát.
      </Decision>
    </Page>
  )
}

const DAYS = Array.from({ length: 14 }, (_, i) => `${String(9 + i).padStart(2, '0')}/11`)
const SERIES = [
  { label: 'Ca mới', values: DAYS.map((_, i) => Math.round(8 + 20 * Math.exp(-((i - 8) ** 2) / 18))) },
  { label: 'Tiếp xúc', values: DAYS.map((_, i) => Math.round(30 + 60 * Math.exp(-((i - 9) ** 2) / 24))) },
]
const COMMUNES: readonly MapUnit[] = Array.from({ length: 40 }, (_, i) => ({
  id: `u${i}`,
  name: `Phường ${UNITS[i % UNITS.length]} ${i}`,
  group: ['Quận Thuận Hóa', 'Quận Phú Xuân', 'Thị xã Hương Trà', 'Huyện A Lưới'][Math.floor(i / 10)] ?? '',
  value: i % 9 === 4 ? null : (i * 13) % 57,
}))
const FEATURES: UnitFeatures = {
  type: 'FeatureCollection',
  features: COMMUNES.map((unit, i) => {
    const x = 107 + (i % 8) * 0.1
    const y = 16.8 - Math.floor(i / 8) * 0.1
    return {
      type: 'Feature',
      properties: { id: unit.id },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [x, y],
            [x + 0.1, y + 0.02],
            [x + 0.1, y - 0.08],
            [x, y - 0.1],
            [x, y],
          ],
        ],
      },
    }
  }),
}

function FigureParts() {
  const [picked, setPicked] = useState<string>()
  return (
    <Page title="Tổng quan" lead={<Freshness at={new Date(Date.now() - 4 * 60_000)} />}>
      <Figures>
        <FigureTile
          label="Ca mới"
          value="1.234"
          direction="rise"
          comparison="hơn hôm qua 56"
          definition="Ca xác nhận trong ngày theo nơi ở."
        />
        <FigureTile label="Tiếp xúc" value="8.765" direction="fall" comparison="ít hơn hôm qua 210" />
        <FigureTile label="Liên hệ trong 24 giờ" value="82,5%" direction="same" comparison="như hôm qua" />
        <FigureTile label="Lượt ra vào" value="98.120" unit="lượt" stale="Số liệu đến 12:00, chờ 3 điểm gửi" />
        <FigureTile label="Việc quá hạn" value="7" direction="rise" comparison="hơn hôm qua 2" />
      </Figures>
      <Panel title="14 ngày qua">
        <SeriesChart label="Ca mới và tiếp xúc trong 14 ngày" points={DAYS} series={SERIES} />
      </Panel>
      <Panel title="Lượt ra vào theo giờ">
        <SeriesChart
          label="Lượt ra vào theo giờ"
          height={180}
          points={Array.from({ length: 24 }, (_, i) => `${i}h`)}
          series={[
            {
              label: 'Lượt',
              kind: 'bar',
              values: Array.from({ length: 24 }, (_, i) =>
                Math.round(900 * Math.exp(-((i - 8) ** 2) / 12) + 500 * Math.exp(-((i - 17) ** 2) / 10)),
              ),
            },
          ]}
        />
      </Panel>
      <Panel title="Theo phường, xã">
        <UnitMap
          label="Ca mới trong 7 ngày"
          units={COMMUNES}
          features={FEATURES}
          pickedId={picked}
          onPick={setPicked}
        />
      </Panel>
      <Panel title="Theo phường, xã (chưa có ranh giới)">
        <UnitMap label="Ca mới trong 7 ngày" units={COMMUNES} pickedId={picked} onPick={setPicked} />
      </Panel>
      <Panel title="Cấp độ dịch">
        <UnitMap
          label="Cấp độ dịch"
          units={COMMUNES.map((unit, i) => ({
            ...unit,
            tone: TONES[i % 4] ?? 'none',
            word: `Cấp ${(i % 4) + 1}`,
          }))}
        />
      </Panel>
    </Page>
  )
}

function States() {
  return (
    <Page
      title="Trạng thái và biểu mẫu"
      back={{ to: '/', label: 'Danh sách' }}
      actions={<Button variant="default">In</Button>}
    >
      <Notice
        title="Bản đồ dùng ranh giới gần đúng năm 2021."
        action={
          <Button variant="default" size="xs">
            Tải ranh giới
          </Button>
        }
      />
      <Notice tone="orange" title="3 việc sắp quá hạn">
        Cần liên hệ trước 17:00 hôm nay.
      </Notice>
      <Notice tone="error" title="Chưa lưu được">
        Mã tham chiếu 01939e3e.
      </Notice>
      <Panel title="Biểu mẫu">
        <div className="k-stack" style={{ maxWidth: 440 }}>
          <TextInput label="Tên địa điểm" description="Như trên biển hiệu." placeholder="Chợ Đông Ba" />
          <TextInput label="Điện thoại" error="Số điện thoại chưa đúng." defaultValue="090" />
          <Select label="Loại" data={['Chợ', 'Cơ quan', 'Trường học']} />
          <SegmentedControl data={['Vào', 'Ra', 'Tất cả']} />
        </div>
      </Panel>
      <Panel flush>
        <EmptyState icon="inbox" title="Hộp việc trống" action={<Button>Xem việc đã xong</Button>}>
          Việc được giao cho đơn vị sẽ hiện ở đây, gấp nhất lên đầu.
        </EmptyState>
      </Panel>
      <Panel flush>
        <ProblemState problem={new Error('x')} again={() => undefined} />
      </Panel>
    </Page>
  )
}
